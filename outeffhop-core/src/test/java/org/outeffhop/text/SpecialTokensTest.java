package org.outeffhop.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SpecialTokensTest {
  @Test
  void aDocumentBeginsAsInOptOrElseAsInGpt2() {
    assertEquals(OptionalInt.empty(), new SpecialTokens(Map.of("[CLS]", 0)).bosId());
    assertEquals(OptionalInt.of(0), new SpecialTokens(Map.of("<s>", 0)).bosId());
    assertEquals(OptionalInt.of(2), new SpecialTokens(Map.of("<s>", 0, "</s>", 2)).bosId());
    assertEquals(OptionalInt.of(7), new SpecialTokens(Map.of("<|endoftext|>", 7)).bosId());
    assertEquals(
        OptionalInt.of(2), new SpecialTokens(Map.of("<|endoftext|>", 7, "</s>", 2)).bosId());
  }
}
