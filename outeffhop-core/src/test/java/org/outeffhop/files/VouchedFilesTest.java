package org.outeffhop.files;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VouchedFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Path model;
  private Path result;

  @BeforeEach
  void write() throws IOException {
    model = Files.writeString(folder.resolve("model"), "abc");
    result = folder.resolve("result.json");
    ObjectNode content = JSON.createObjectNode().put("quality", 1.5);
    VouchedFiles.write(result, content, List.of("model"));
  }

  /** The SHA-256 of "abc" is the first example of FIPS 180-2. */
  @Test
  void theResultHasSizesAndChecksums() throws IOException {
    assertEquals(
        JSON.readTree(
            "{'quality': 1.5, 'checksums': {'model': {'bytes': 3, 'sha256': ".replace('\'', '"')
                + "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}}}"),
        JSON.readTree(result.toFile()));
    assertEquals("{\"quality\":1.5}", VouchedFiles.content(result).toString());
    assertEquals(Optional.empty(), VouchedFiles.problem(result));
    assertDoesNotThrow(() -> VouchedFiles.require(model));
  }

  @Test
  void shortOtherAndMissingFilesAreNamed() throws IOException {
    Files.writeString(model, "ab");
    refused("%s has 2 bytes, but %s vouches for 3".formatted(model, result));
    Files.writeString(model, "abd");
    refused(
        "%s is not the file for which %s vouches: its SHA-256 is another one"
            .formatted(model, result));
    Files.delete(model);
    refused("there is no %s, for which %s vouches".formatted(model, result));
  }

  private void refused(String problem) {
    assertEquals(Optional.of(problem), VouchedFiles.problem(result));
    assertEquals(
        problem + "; make it again, or delete " + result + " to use the file as it is",
        assertThrows(IllegalArgumentException.class, () -> VouchedFiles.require(model))
            .getMessage());
  }

  @Test
  void resultsOfEarlierVersionsVouchForNothing() throws IOException {
    Files.writeString(result, "{\"quality\": 1.5}");
    Files.delete(model);
    assertEquals(Optional.empty(), VouchedFiles.problem(result));
    assertDoesNotThrow(() -> VouchedFiles.require(model));
    Files.delete(result);
    assertDoesNotThrow(() -> VouchedFiles.require(model));
    Files.writeString(result, "{\"quality\": ");
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> VouchedFiles.require(model))
            .getMessage()
            .startsWith(result + " is not JSON"));
  }
}
