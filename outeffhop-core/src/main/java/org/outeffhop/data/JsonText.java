package org.outeffhop.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import org.outeffhop.files.JsonFile;

/**
 * The field {@code text} of a JSON object on a line. The parser holds the letters of a text, two
 * bytes each, until they are cut into pieces, and nothing holds the line.
 */
final class JsonText {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  private static final String FIELD = "text";

  private JsonText() {}

  /**
   * The text in pieces, as {@link PieceWriter} cuts it.
   *
   * @param line read to its end
   * @param position of the line, for errors
   */
  static List<String> pieces(Reader line, String position) throws IOException {
    try (JsonParser parser = JSON.createParser(line)) {
      List<String> text = text(parser, position);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException(
            position + ": not a JSON object: something follows after the end of the value");
      }
      if (text == null) {
        throw new IllegalArgumentException(
            position + ": expected a JSON object with a string field \"text\"");
      }
      return text;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          position + ": not a JSON object: " + JsonFile.reason(e), e);
    }
  }

  /** The last field of that name; null where there is none, or it is no string. */
  private static List<String> text(JsonParser parser, String position) throws IOException {
    JsonToken first = parser.nextToken();
    if (first == JsonToken.START_ARRAY) {
      throw new IllegalArgumentException(
          position + ": a JSON array; each line must be one object, {\"text\": \"...\"}");
    }
    if (first != JsonToken.START_OBJECT) {
      return null;
    }
    List<String> text = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = parser.currentName().equals(FIELD);
      JsonToken value = parser.nextToken();
      if (wanted) {
        text = value == JsonToken.VALUE_STRING ? string(parser) : null;
      }
      parser.skipChildren();
    }
    return text;
  }

  private static List<String> string(JsonParser parser) throws IOException {
    try (PieceWriter pieces = new PieceWriter()) {
      parser.getText(pieces);
      return pieces.pieces();
    }
  }
}
