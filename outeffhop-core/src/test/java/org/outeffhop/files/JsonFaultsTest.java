package org.outeffhop.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFaultsTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  enum Colour {
    RED,
    BLUE
  }

  record Picture(String name, Colour colour, int width, List<Picture> parts) {}

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} {}| something follows after the end of the value",
        "{\"a\": NaN}| NaN is no number in JSON",
        "{\"a\": -Infinity}| -Infinity is no number in JSON",
        "{// no| it has a comment, and JSON has none",
        "{/* no */}| it has a comment, and JSON has none",
        "{\"a\": [1,| Unexpected end-of-input within/between Array entries",
        "{\"a\": 1| Unexpected end-of-input: expected close marker for Object (opened in line 1)",
      })
  void damageIsToldWithoutSettings(String json, String sentence) {
    JsonProcessingException e =
        assertThrows(JsonProcessingException.class, () -> JSON.readValue(json, JsonNode.class));
    assertEquals(sentence, JsonFile.reason(e));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"colour\": \"GREEN\"}| colour is 'GREEN'; it must be one of RED, BLUE",
        "{\"parts\": [{}, {\"width\": \"wide\"}]}| parts[1].width is 'wide'; it must be a whole number",
        "{\"height\": 1}| unknown field 'height'; there are colour, name, parts, width",
        "{\"width\": {}}| width is of another kind than it must be",
        "[]| it is not of the kind that is read here",
      })
  void misfitsNameTheField(String json, String sentence) {
    JsonProcessingException e =
        assertThrows(JsonProcessingException.class, () -> JSON.readValue(json, Picture.class));
    assertEquals(sentence, JsonFile.reason(e));
  }

  @Test
  void noReaderWordsItsOwnSentences() throws IOException {
    for (String module : List.of("outeffhop-inference", "outeffhop-core", "outeffhop-cli")) {
      try (Stream<Path> sources = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        List<String> own =
            sources
                .filter(file -> file.toString().endsWith(".java"))
                .filter(JsonFaultsTest::asksTheParser)
                .map(file -> file.getFileName().toString())
                .toList();
        assertEquals(module.endsWith("inference") ? List.of("JsonFaults.java") : List.of(), own);
      }
    }
  }

  private static boolean asksTheParser(Path file) {
    try {
      return Files.readString(file).contains("getOriginalMessage");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
