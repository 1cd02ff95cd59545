package org.outeffhop.report;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text of others in Markdown, and in the YAML that stands before it: it is shown as it is and marks
 * nothing up, whatever it contains. Line breaks and other control characters become blanks.
 *
 * <p>Sources: CommonMark 0.31 (backslash escapes), GitHub Flavored Markdown 0.29 (tables), YAML 1.2
 * (double-quoted style).
 */
final class Markdown {
  /** What marks up within a line; an underscore between letters or digits does not. */
  private static final Pattern MARKS =
      Pattern.compile("[\\\\`*\\[\\]<>&|~$#]|(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])");

  /** What makes the beginning of a line something other than a paragraph. */
  private static final Pattern BEGINNING = Pattern.compile("^(?:(\\d+)([.)])(?=\\s|$)|([-+=:]))");

  private static final Pattern PLAIN_YAML = Pattern.compile("[a-z][a-z0-9]*([.-][a-z0-9]+)*");
  private static final List<String> YAML_VALUES =
      List.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

  private Markdown() {}

  /** Text in a line with other text or in a cell of a table. */
  static String inline(String text) {
    return MARKS.matcher(text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ")).replaceAll("\\\\$0");
  }

  /** Text with which a paragraph or a heading begins. */
  static String text(String text) {
    return BEGINNING.matcher(inline(text).strip()).replaceFirst("$1\\\\$2$3");
  }

  /** Lines of code, a block of their own. */
  static String code(String code) {
    return code.lines().map(line -> "    " + line).collect(Collectors.joining("\n"));
  }

  /** A string of YAML: plain where that can be nothing else, otherwise in double quotes. */
  static String yaml(String text) {
    boolean plain = PLAIN_YAML.matcher(text).matches() && !YAML_VALUES.contains(text);
    return plain ? text : quoted(text);
  }

  /** As YAML's double-quoted style has it. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (isPrinted(c)) {
        quoted.append(c);
      } else {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return quoted.append('"').toString();
  }

  private static boolean isPrinted(char c) {
    return !VisibleText.isControl(c) && c != '\ufeff' && c < '\ufffe';
  }
}
