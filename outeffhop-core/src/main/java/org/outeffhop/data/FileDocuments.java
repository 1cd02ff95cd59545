package org.outeffhop.data;

import com.fasterxml.jackson.core.JsonProcessingException;
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

/** The documents of one {@code .txt} or {@code .jsonl} file, read one at a time. */
final class FileDocuments implements Iterator<String> {
  private static final ObjectReader JSON =
      new ObjectMapper()
          .reader()
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS);

  private final Path file;
  private final Utf8Lines lines;
  private final boolean jsonLines;
  private String next;

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
    String line = lines.next();
    while (line != null && !(line.isBlank() && !paragraph.isEmpty())) {
      if (!line.isBlank()) {
        paragraph.add(line);
      }
      line = lines.next();
    }
    return paragraph.isEmpty() ? null : String.join("\n", paragraph);
  }

  private String nextJson() throws IOException {
    for (String line = lines.next(); line != null; line = lines.next()) {
      String text = line.isBlank() ? "" : text(line);
      if (!text.isBlank()) {
        return text;
      }
    }
    return null;
  }

  private String text(String line) throws IOException {
    if (line.stripLeading().startsWith("[")) {
      throw new IllegalArgumentException(
          lines.position() + ": a JSON array; each line must be one object, {\"text\": \"...\"}");
    }
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          lines.position() + ": not a JSON object: " + e.getOriginalMessage(), e);
    }
    JsonNode text = node.get("text");
    if (text == null || !text.isTextual()) {
      throw new IllegalArgumentException(
          lines.position() + ": expected a JSON object with a string field \"text\"");
    }
    return text.textValue();
  }
}
