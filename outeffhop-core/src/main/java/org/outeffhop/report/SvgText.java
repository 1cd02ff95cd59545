package org.outeffhop.report;

import java.util.Locale;

/** The elements of an SVG file, one a line. */
final class SvgText {
  private static final String STYLE =
      "<style>"
          + "text{font:13px Helvetica,Arial,'DejaVu Sans',sans-serif;fill:#222}"
          + ".title{font-size:16px;font-weight:bold}.note{fill:#555}"
          + ".grid{stroke:#e3e3e3}.axis{stroke:#222}"
          + ".marker{stroke:#fff;stroke-width:.8}"
          + "</style>";

  private final StringBuilder text = new StringBuilder();

  void add(String element) {
    text.append(element).append('\n');
  }

  void open(int width, int height, String title) {
    add(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">",
            width,
            height,
            width,
            height));
    add("<title>" + escaped(title) + "</title>");
    add(STYLE);
    add("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>");
  }

  String close() {
    return text.append("</svg>\n").toString();
  }

  void text(double x, double y, String anchor, String style, String content) {
    String kind = style.isEmpty() ? "" : " class=\"" + style + "\"";
    add(
        String.format(Locale.ROOT, "<text x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\"", x, y, anchor)
            + kind
            + ">"
            + escaped(content)
            + "</text>");
  }

  /** Text that reads upwards, centred at a point. */
  void turnedText(double x, double y, String content) {
    add(
        String.format(
                Locale.ROOT,
                "<text transform=\"translate(%.2f %.2f) rotate(-90)\" text-anchor=\"middle\">",
                x,
                y)
            + escaped(content)
            + "</text>");
  }

  void line(double x1, double y1, double x2, double y2, String style) {
    add(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\"/>",
            style,
            x1,
            y1,
            x2,
            y2));
  }

  void path(String commands, SeriesStyle style, boolean dashed) {
    if (!commands.isEmpty()) {
      String dashes = dashed ? " stroke-dasharray=\"6 4\"" : "";
      add(
          "<path fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s d=\"%s\"/>"
              .formatted(style.colour(), style.width(), dashes, commands));
    }
  }

  /** An interval around a point: a thin vertical line. */
  void bar(double x, double low, double high, String colour) {
    add(
        String.format(
            Locale.ROOT,
            "<path stroke=\"%s\" stroke-width=\"1.2\" d=\"M%.2f %.2fV%.2f\"/>",
            colour,
            x,
            low,
            high));
  }

  /** XML's special characters as entities; what XML cannot hold as a question mark. */
  static String escaped(String content) {
    StringBuilder safe = new StringBuilder();
    content
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                default -> safe.appendCodePoint(isXml(c) ? c : '?');
              }
            });
    return safe.toString();
  }

  private static boolean isXml(int c) {
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return c >= ' ' && !surrogate && c != 0xfffe && c != 0xffff;
  }
}
