package org.outeffhop.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Properties;

/** Text as it may stand in HTML, and the files that a page is made of. */
final class Html {
  private static final String ECHARTS = "/META-INF/maven/org.webjars.npm/echarts/pom.properties";

  /** What would end a script or change how it is read. */
  static final String[] SCRIPT_ENDS = {"</script", "<!--"};

  private Html() {}

  /** Text between tags or in quoted attributes. */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** JSON between script tags, which no content of it can end. */
  static String escapeJson(String json) {
    return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
  }

  /**
   * A script or style sheet that is put between its tags.
   *
   * @param ends what would end them, in small letters
   * @throws IllegalArgumentException if one of these is in it
   */
  static String requireInline(String text, String... ends) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (String end : ends) {
      if (lower.contains(end)) {
        throw new IllegalArgumentException(
            "a part of a page contains '" + end + "', which is not allowed there");
      }
    }
    return text;
  }

  /** ECharts, minified, from its WebJar. */
  static String echarts() {
    Properties properties = new Properties();
    try (InputStream in = Html.class.getResourceAsStream(ECHARTS)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return requireInline(
        resource(
            "/META-INF/resources/webjars/echarts/"
                + properties.getProperty("version")
                + "/dist/echarts.min.js"),
        SCRIPT_ENDS);
  }

  /** A text file of the class path, with the line ends that browsers hash. */
  static String resource(String path) {
    try (InputStream in = Html.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
