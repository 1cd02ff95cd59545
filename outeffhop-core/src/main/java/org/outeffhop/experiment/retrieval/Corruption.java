package org.outeffhop.experiment.retrieval;

import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * What makes a query of a stored pattern.
 *
 * @param kind what is done
 * @param amount how much of it
 */
public record Corruption(Kind kind, double amount) {
  /** What is done to a pattern. */
  public enum Kind {
    /**
     * The last part of the pattern, as large as the amount says, is hidden: the mean stands there.
     */
    MASK,
    /** Gaussian noise is added whose expected norm is the amount times the pattern's. */
    NOISE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Corruption {
    boolean right = kind == Kind.MASK ? amount >= 0 && amount < 1 : amount >= 0 && amount < 1e6;
    if (!right) {
      throw new IllegalArgumentException(
          kind == Kind.MASK
              ? "the hidden share is " + amount + "; it must be at least 0 and less than 1"
              : "the noise is " + amount + "; it must be at least 0 and finite");
    }
  }

  /** The lower half hidden, in an image. */
  public static Corruption halfMasked() {
    return new Corruption(Kind.MASK, 0.5);
  }

  /** Noise relative to the pattern. */
  public static Corruption noise(double amount) {
    return new Corruption(Kind.NOISE, amount);
  }

  /** Queries of patterns on the sphere, on it again. */
  Tensor onSphere(Tensor patterns) {
    return amount == 0 ? patterns.clone() : Preparation.onSphere(apply(patterns), "queries");
  }

  /**
   * What is left of centred patterns. Noise comes from libtorch's generator.
   *
   * @param centred [L, d], 0 being the mean
   */
  Tensor apply(Tensor centred) {
    long size = centred.size(1);
    if (kind == Kind.NOISE) {
      Tensor norms = centred.norm(new ScalarOptional(new Scalar(2.0)), new long[] {-1}, true);
      Tensor deviation = norms.mul(new Scalar(amount / Math.sqrt(size)));
      return centred.add(torch.randn_like(centred).mul(deviation));
    }
    Tensor masked = centred.clone();
    long hidden = hidden(size);
    masked.narrow(1, size - hidden, hidden).fill_(new Scalar(0.0));
    return masked;
  }

  /** How many of the numbers of a pattern are hidden. */
  public long hidden(long size) {
    return kind == Kind.MASK ? Math.min(size - 1, Math.round(amount * size)) : 0;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        kind == Kind.MASK ? "%.0f%% hidden" : "noise %.2f",
        kind == Kind.MASK ? 100 * amount : amount);
  }
}
