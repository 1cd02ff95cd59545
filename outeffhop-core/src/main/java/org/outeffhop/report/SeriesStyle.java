package org.outeffhop.report;

import java.util.Locale;

/**
 * Colour, marker and line of a series by its number: the first seven differ in colour and marker.
 *
 * <p>The first is broader, so that it is seen under another that lies on it.
 */
record SeriesStyle(String colour, int shape, double width) {
  private static final String[] OKABE_ITO = {
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"
  };
  private static final String[] SHAPES = {
    "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z",
    "M-4 -4H4V4H-4Z",
    "M0 -5L5 4H-5Z",
    "M0 -5.5L5.5 0L0 5.5L-5.5 0Z",
    "M0 5L5 -4H-5Z",
    "M-1.5 -5H1.5V-1.5H5V1.5H1.5V5H-1.5V1.5H-5V-1.5H-1.5Z",
    "M-5 -2H5V2H-5Z",
    "M-2 -5H2V5H-2Z"
  };

  static SeriesStyle of(int number) {
    return new SeriesStyle(
        OKABE_ITO[number % OKABE_ITO.length], number % SHAPES.length, number == 0 ? 4.5 : 2);
  }

  String marker(double x, double y) {
    return String.format(
        Locale.ROOT,
        "<path class=\"marker\" transform=\"translate(%.2f %.2f) scale(%s)\" d=\"%s\" fill=\"%s\"/>",
        x,
        y,
        width > 2 ? "1.7" : "1",
        SHAPES[shape],
        colour);
  }
}
