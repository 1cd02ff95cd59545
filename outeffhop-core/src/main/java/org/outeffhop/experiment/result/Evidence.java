package org.outeffhop.experiment.result;

/**
 * One measurement. What is compared with the limit is what is printed: {@code expected} and {@code
 * met} are made of the same number.
 *
 * @param what what was measured, and where
 * @param measured its value
 * @param interval of the value, or null where there is none
 * @param expected what the claim says it should be, in words; may be empty
 * @param met whether it is as expected; true where nothing is
 */
public record Evidence(
    String what, double measured, Interval interval, String expected, boolean met) {
  /** A measurement of which nothing is expected. */
  public static Evidence of(String what, double measured) {
    return new Evidence(what, measured, null, "", true);
  }

  /** A measurement that should be at most a limit. */
  public static Evidence atMost(String what, double measured, double limit) {
    return new Evidence(what, measured, null, "<= " + text(limit), measured <= limit);
  }

  /** A measurement that should be at least a limit. */
  public static Evidence atLeast(String what, double measured, double limit) {
    return new Evidence(what, measured, null, ">= " + text(limit), measured >= limit);
  }

  /** A measurement that should be a number. */
  public static Evidence exactly(String what, double measured, double value) {
    return new Evidence(what, measured, null, text(value), measured == value);
  }

  /** A probability that is refuted where its whole interval lies below a least value. */
  public static Evidence probability(String what, long successes, long trials, double least) {
    Interval interval = Interval.ofProbability(successes, trials);
    return new Evidence(
        what,
        (double) successes / trials,
        interval,
        ">= " + text(least) + " in the interval",
        interval.high() >= least);
  }

  /** A value that is refuted where its whole interval lies above a limit. */
  public static Evidence notAbove(String what, double measured, Interval interval, double limit) {
    return new Evidence(
        what,
        measured,
        interval,
        "<= " + text(limit) + " in the interval",
        interval.low() <= limit);
  }

  /** As 1e-9, 0.95 and 8. */
  private static String text(double limit) {
    return String.valueOf(limit).replaceAll("\\.0(?=E|$)", "").replace('E', 'e');
  }
}
