package org.outeffhop.metrics.sinks;

/**
 * An amount, and how much of it lies where.
 *
 * @param all the amount
 * @param atSinks of it, at tokens that heads sink into
 * @param atDelimiters of it, at other tokens that are delimiters
 */
public record Whereabouts(double all, double atSinks, double atDelimiters) {
  /** Nothing, anywhere. */
  public static final Whereabouts NONE = new Whereabouts(0, 0, 0);

  /** Both together. */
  public Whereabouts plus(Whereabouts other) {
    return new Whereabouts(
        all + other.all, atSinks + other.atSinks, atDelimiters + other.atDelimiters);
  }

  /** The mean over so many. */
  Whereabouts over(long count) {
    return new Whereabouts(all / count, atSinks / count, atDelimiters / count);
  }

  /** A share of the whole; 0 where that is nothing. */
  public double share(double part) {
    return all == 0 ? 0 : part / all;
  }

  /** What lies at neither. */
  public double elsewhere() {
    return all - atSinks - atDelimiters;
  }
}
