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
   * A script that is put between script tags.
   *
   * @throws IllegalArgumentException if something in it would end them
   */
  static String requireInline(String script) {
    String lower = script.toLowerCase(Locale.ROOT);
    for (String end : new String[] {"</script", "<!--"}) {
      if (lower.contains(end)) {
        throw new IllegalArgumentException(
            "a script contains '" + end + "', which is not allowed in a page");
      }
    }
    return script;
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
                + "/dist/echarts.min.js"));
  }

  /** A text file of the class path. */
  static String resource(String path) {
    try (InputStream in = Html.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the class path lacks " + path);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
