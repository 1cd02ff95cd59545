package org.outeffhop.nn;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.Tensors;

/**
 * One vector for a sequence, from the hidden states h_l of its n tokens that are no padding:
 *
 * <pre>{@code
 * cls                   h_1
 * max                   max_l h_l, each channel by itself
 * mean                  1/n sum_l h_l
 * mean_sqrt_len_tokens  1/sqrt(n) sum_l h_l
 * weightedmean          sum_l l h_l / sum_l l
 * lasttoken             h_n
 * }</pre>
 *
 * <p>Several are joined one after the other. Names, order and formulas are those of Sentence
 * Transformers' {@code Pooling}, its {@code Normalize} divides by the length: x / max(|x|, 1e-12).
 *
 * @param modes at least one, in that order
 * @param normalized whether the vector gets length 1
 */
public record TokenPooling(List<Mode> modes, boolean normalized) {
  /** The mean, of its own length. */
  public static final TokenPooling MEAN = new TokenPooling(List.of(Mode.MEAN), false);

  /** The smallest length that is divided by. */
  public static final double LEAST_LENGTH = 1e-12;

  /** The smallest sum of weights that is divided by. */
  public static final double LEAST_SUM = 1e-9;

  /** What padding counts as for the maximum. */
  public static final double UNSEEN = -1e9;

  private static final long[] TOKENS = {1};

  /** How tokens become one vector. */
  public enum Mode {
    CLS,
    MAX,
    MEAN,
    MEAN_SQRT_LEN_TOKENS,
    WEIGHTEDMEAN,
    LASTTOKEN;

    /** Sentence Transformers' name. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks that there is a mode, and sorts them. */
  public TokenPooling {
    modes = modes.stream().distinct().sorted().toList();
    if (modes.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no pooling mode; there are " + Arrays.toString(Mode.values()));
    }
  }

  /**
   * Modes by name.
   *
   * @throws IllegalArgumentException naming one that is not known
   */
  public static TokenPooling of(Collection<String> names, boolean normalized) {
    return new TokenPooling(names.stream().map(TokenPooling::mode).toList(), normalized);
  }

  private static Mode mode(String name) {
    return Arrays.stream(Mode.values())
        .filter(mode -> mode.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the pooling mode is '%s'; it can be %s"
                        .formatted(
                            name,
                            Arrays.stream(Mode.values())
                                .map(Mode::toString)
                                .collect(Collectors.joining(", ")))));
  }

  /**
   * Pools hidden states.
   *
   * @param hidden [B, L, D]
   * @param visible false where a token is padding, [B, L], booleans; null: nothing is
   * @return [B, modes D]
   */
  public Tensor of(Tensor hidden, Tensor visible) {
    Tensor[] parts =
        modes.stream().map(mode -> pooled(mode, hidden, visible)).toArray(Tensor[]::new);
    Tensor joined = parts.length == 1 ? parts[0] : torch.cat(new TensorVector(parts), -1);
    return normalized ? unit(joined) : joined;
  }

  /** Vectors in the last axis, each divided by its length. */
  public static Tensor unit(Tensor x) {
    Tensor length = x.square().sum(new long[] {-1}, true, null).sqrt();
    return x.div(length.clamp_min(Tensors.scalar(LEAST_LENGTH)));
  }

  private static Tensor pooled(Mode mode, Tensor hidden, Tensor visible) {
    if (visible == null && mode == Mode.MEAN) {
      return hidden.mean(TOKENS, false, null);
    }
    Tensor seen =
        visible == null
            ? hidden.select(-1, 0).new_ones(hidden.size(0), hidden.size(1))
            : visible.to(ScalarType.Float);
    if (mode == Mode.MAX) {
      Tensor hidings = seen.unsqueeze(-1).eq(Tensors.scalar(0));
      return hidden.masked_fill(hidings, Tensors.scalar(UNSEEN)).amax(TOKENS, false);
    }
    Tensor weights = weights(mode, seen);
    Tensor sum = hidden.mul(weights.unsqueeze(-1)).sum(TOKENS, false, null);
    return switch (mode) {
      case MEAN, WEIGHTEDMEAN -> sum.div(total(weights));
      case MEAN_SQRT_LEN_TOKENS -> sum.div(total(weights).sqrt());
      case CLS, LASTTOKEN, MAX -> sum;
    };
  }

  private static Tensor total(Tensor weights) {
    return weights.sum(TOKENS, true, null).clamp_min(Tensors.scalar(LEAST_SUM));
  }

  /** How much each token counts, [B, L], where 1 and 0 say which ones are seen. */
  private static Tensor weights(Mode mode, Tensor seen) {
    Tensor places = seen.cumsum(1);
    return switch (mode) {
      case CLS -> seen.mul(places.eq(Tensors.scalar(1)));
      case LASTTOKEN -> seen.mul(places.eq(seen.sum(TOKENS, true, null)));
      case WEIGHTEDMEAN -> seen.mul(places);
      case MEAN, MEAN_SQRT_LEN_TOKENS, MAX -> seen;
    };
  }

  /** The modes joined by +, and whether the vector is normalised. */
  @Override
  public String toString() {
    return modes.stream().map(Mode::toString).collect(Collectors.joining("+"))
        + (normalized ? ", normalised" : "");
  }
}
