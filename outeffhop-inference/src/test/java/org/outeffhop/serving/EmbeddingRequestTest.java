package org.outeffhop.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingRequestTest {
  /** Before they fill the memory as a tree. */
  @Test
  void bodiesOfManyValuesAreRefusedWhileTheyAreRead() {
    RefusedException refused =
        assertThrows(RefusedException.class, () -> EmbeddingRequest.read(ones(1006), 5));
    assertEquals(413, refused.status());
    assertEquals("the body has more than 1005 values; the limit is 5 texts", refused.getMessage());
    RefusedException six =
        assertThrows(
            RefusedException.class, () -> EmbeddingRequest.read(ones(6), 5).texts("input", 5));
    assertEquals("input has 6 texts; the limit is 5", six.getMessage());
    assertEquals(
        List.of("1", "1", "1", "1", "1"), EmbeddingRequest.read(ones(5), 5).texts("input", 5));
  }

  private static byte[] ones(int count) {
    String list = "\"1\",".repeat(count);
    return ("{\"input\":[" + list.substring(0, list.length() - 1) + "]}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
