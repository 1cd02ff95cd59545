package org.outeffhop.report.html;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with places {@code {{name}}} that are filled in one pass: what is put into a place is
 * never looked at again, so that nothing in it can be a place.
 */
final class Template {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private final String text;

  Template(String text) {
    this.text = text;
  }

  /**
   * The text with its places filled.
   *
   * @param parts what stands at each place, escaped for that place
   * @throws IllegalArgumentException if a place has no part, or a part no place
   */
  String fill(Map<String, String> parts) {
    Set<String> places = new HashSet<>();
    String filled =
        PLACE
            .matcher(text)
            .replaceAll(
                place -> {
                  places.add(place.group(1));
                  return Matcher.quoteReplacement(part(parts, place.group(1)));
                });
    if (!places.equals(parts.keySet())) {
      throw new IllegalArgumentException(
          "the template has the places " + places + ", but there are parts " + parts.keySet());
    }
    return filled;
  }

  private static String part(Map<String, String> parts, String place) {
    String part = parts.get(place);
    if (part == null) {
      throw new IllegalArgumentException("there is nothing for the place {{" + place + "}}");
    }
    return part;
  }
}
