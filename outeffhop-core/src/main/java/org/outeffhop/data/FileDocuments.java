package org.outeffhop.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.outeffhop.tensor.JsonFile;

/**
 * The documents of one {@code .txt} or {@code .jsonl} file, read one at a time. One that is longer
 * than {@link #LONGEST} is several, cut at white space where there is some, so that a file of one
 * line is read within a small heap.
 */
final class FileDocuments implements Iterator<String> {
  /** Characters of a document, at most. */
  static final int LONGEST = Utf8Lines.LONGEST;

  /** A line of JSON lies in memory several times while it is read. */
  static final long LONGEST_JSON = Runtime.getRuntime().maxMemory() / 12;

  private static final ObjectReader JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .reader()
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);

  private final Path file;
  private final Utf8Lines lines;
  private final boolean jsonLines;
  private String next;

  /** What is left of a long text. */
  private String rest = "";

  FileDocuments(Path file, Utf8Lines lines, boolean jsonLines) {
    this.file = file;
    this.lines = lines;
    this.jsonLines = jsonLines;
  }

  @Override
  public boolean hasNext() {
    try {
      if (next == null) {
        next = jsonLines ? nextJson() : nextParagraph();
      }
      return next != null;
    } catch (IOException e) {
      throw FileCorpus.unreadable(file, e);
    }
  }

  @Override
  public String next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    String document = next;
    next = null;
    return document;
  }

  private String nextParagraph() throws IOException {
    List<String> paragraph = new ArrayList<>();
    long length = 0;
    String line = lines.next();
    while (line != null && !(line.isBlank() && !paragraph.isEmpty())) {
      if (!line.isBlank()) {
        paragraph.add(line);
        length += line.length();
        if (length >= LONGEST || lines.continues()) {
          break;
        }
      }
      line = lines.next();
    }
    return paragraph.isEmpty() ? null : String.join("\n", paragraph);
  }

  private String nextJson() throws IOException {
    String document = "";
    while (document.isBlank()) {
      if (rest.isBlank()) {
        String line = lines.whole(LONGEST_JSON);
        if (line == null) {
          return null;
        }
        rest = line.isBlank() ? "" : text(line, lines.position());
      }
      int end = end(rest);
      document = rest.substring(0, end);
      rest = rest.substring(end);
    }
    return document;
  }

  /** Where the first document in a text ends. */
  private static int end(String text) {
    if (text.length() <= LONGEST) {
      return text.length();
    }
    for (int end = LONGEST; end > LONGEST / 2; end--) {
      if (Character.isWhitespace(text.charAt(end - 1))) {
        return end;
      }
    }
    return Character.isLowSurrogate(text.charAt(LONGEST)) ? LONGEST - 1 : LONGEST;
  }

  /**
   * The text of a line of a {@code .jsonl} file.
   *
   * @param position of the line, for errors
   */
  static String text(String line, String position) throws IOException {
    if (line.stripLeading().startsWith("[")) {
      throw new IllegalArgumentException(
          position + ": a JSON array; each line must be one object, {\"text\": \"...\"}");
    }
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          position + ": not a JSON object: " + JsonFile.reason(e), e);
    }
    JsonNode text = node.get("text");
    if (text == null || !text.isTextual()) {
      throw new IllegalArgumentException(
          position + ": expected a JSON object with a string field \"text\"");
    }
    return text.textValue();
  }
}
