package org.outeffhop.experiment.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.LongToDoubleFunction;

/**
 * What a computation will take beyond the memory that is in use already: bytes that do not depend
 * on how much is computed at once, and activations, which do.
 *
 * @param title of the computation, for errors
 * @param copies of it at a time
 * @param holding what the fixed bytes are, for errors
 * @param fixed bytes of weights, gradients and states
 * @param amount how much is computed at once
 * @param others options that make the model smaller, for errors
 */
public record MemoryNeed(
    String title, int copies, String holding, double fixed, Amount amount, List<String> others) {
  private static final double GIBIBYTE = 1L << 30;

  /** How much is computed at once, and how it could be less. */
  public interface Amount {
    /** Bytes of activations. */
    double bytes();

    /** In words: {@code batches of 16 x 128 tokens}. */
    String inWords();

    /** The options that change it. */
    List<Choice> choices();
  }

  /**
   * An option that changes how much is computed at once.
   *
   * @param option as it is given on the command line
   * @param value now
   * @param least value that it may have
   * @param unit of which values are multiples
   * @param bytes of activations with another value
   */
  public record Choice(
      String option, long value, long least, long unit, LongToDoubleFunction bytes) {}

  /** Bytes of all of it. */
  double bytes() {
    return copies * (fixed + amount.bytes());
  }

  /**
   * Whether it is more than so many bytes. Activations are not asked for where the fixed bytes are
   * too many: trying the smallest batch may already take as much as the largest weight.
   */
  public boolean exceeds(long available) {
    return copies * fixed > available || bytes() > available;
  }

  /**
   * Refuses what cannot fit.
   *
   * @param available bytes
   * @throws IllegalArgumentException with the largest values that would fit
   */
  public void requireRoom(long available) {
    double each = (double) available / copies;
    if (fixed > each) {
      throw new IllegalArgumentException(
          "%s takes %s for %s, and %s are free: choose %s"
              .formatted(
                  title, gibibytes(copies * fixed), holding, gibibytes(available), either()));
    }
    if (fixed + amount.bytes() > each) {
      throw new IllegalArgumentException(
          "%s takes %s (%s for %s, %s for the activations of %s), and %s are free: %s"
              .formatted(
                  title,
                  gibibytes(bytes()),
                  gibibytes(copies * fixed),
                  holding,
                  gibibytes(copies * amount.bytes()),
                  amount.inWords(),
                  gibibytes(available),
                  right(each)));
    }
  }

  private String right(double each) {
    List<String> ways = new ArrayList<>();
    for (Choice choice : amount.choices()) {
      largest(choice, each).ifPresent(most -> ways.add(choice.option() + " " + most));
    }
    return ways.isEmpty()
        ? "choose " + either()
        : "what would fit is at most %s, or %s".formatted(String.join(", or ", ways), either());
  }

  /** The largest smaller value of an option that fits; nothing where none does. */
  private Optional<Long> largest(Choice choice, double each) {
    long unit = choice.unit();
    LongPredicate fits = units -> fixed + choice.bytes().applyAsDouble(units * unit) <= each;
    long none = (choice.least() - 1) / unit;
    long low = none;
    long high = (choice.value() + unit - 1) / unit;
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      if (fits.test(middle)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low == none ? Optional.empty() : Optional.of(low * unit);
  }

  private String either() {
    return "a smaller " + (others.isEmpty() ? "model" : String.join(" or ", others));
  }

  private static String gibibytes(double bytes) {
    return String.format(
        Locale.ROOT, bytes < GIBIBYTE ? "%.2f GiB" : "%,.1f GiB", bytes / GIBIBYTE);
  }
}
