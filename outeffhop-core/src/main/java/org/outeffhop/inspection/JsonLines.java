package org.outeffhop.inspection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.outeffhop.files.JsonFile;

/** Files with one JSON object per line. */
final class JsonLines {
  private static final ObjectReader JSON =
      new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonLines() {}

  /** Reads all lines; the error for the first one that is not an object names its number. */
  static void requireObjects(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        requireObject(line, number);
        number++;
      }
    }
  }

  private static void requireObject(String line, int number) throws IOException {
    try {
      if (JSON.readTree(line).isObject()) {
        return;
      }
    } catch (JsonProcessingException e) {
      throw new IOException("line " + number + " is not JSON: " + JsonFile.reason(e), e);
    }
    throw new IOException("line " + number + " is not a JSON object");
  }
}
