package org.outeffhop.hopfield;

/**
 * Sizes of a Hopfield module's parts.
 *
 * @param state of a state pattern
 * @param stored of a stored pattern
 * @param projection of a pattern projection
 * @param heads H, associations side by side
 * @param head D, of a query and of a key in a head
 * @param value E, of a value in a head
 * @param output of the output projection
 */
public record HopfieldSizes(
    long state, long stored, long projection, int heads, long head, long value, long output) {
  public HopfieldSizes {
    requirePositive("size of the state pattern", state);
    requirePositive("size of the stored pattern", stored);
    requirePositive("size of the pattern projection", projection);
    requirePositive("number of heads", heads);
    requirePositive("size of a head", head);
    requirePositive("size of a value", value);
    requirePositive("size of the output", output);
  }

  /** One width for all patterns and the output, divided among the heads. */
  public static HopfieldSizes of(long width, int heads) {
    requirePositive("number of heads", heads);
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "width " + width + " is not a multiple of the " + heads + " heads");
    }
    long head = width / heads;
    return new HopfieldSizes(width, width, width, heads, head, head, width);
  }

  private static void requirePositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "the " + what + " is " + value + "; it must be at least 1");
    }
  }
}
