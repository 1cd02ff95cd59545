package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordNetCorpusTest {
  private static final int NOUNS = 82_192;
  private static final int VERBS = 13_789;
  private static final int ADJECTIVES = 18_185;
  private static final int ADVERBS = 3_625;

  @Test
  void holdsEverySynsetInTheOrderOfTheFiles() {
    List<String> documents;
    try (Stream<String> all = TextCorpus.glosses().documents()) {
      documents = all.toList();
    }

    assertEquals(NOUNS + VERBS + ADJECTIVES + ADVERBS, documents.size());
    assertEquals(
        "entity: that which is perceived or known or inferred to have its own distinct existence"
            + " (living or nonliving)",
        documents.get(0));
    assertEquals(
        "breathe, take a breath, respire, suspire: draw air into, and expel out of, the lungs;"
            + " \"I can breathe better when the air is clean\"; \"The patient is respiring\"",
        documents.get(NOUNS));
    assertTrue(documents.get(NOUNS + VERBS).startsWith("able: (usually followed by `to')"));
    assertTrue(documents.get(NOUNS + VERBS + ADJECTIVES).startsWith("a cappella, a capella: "));
    assertFalse(documents.stream().anyMatch(document -> document.contains("_:")));
  }

  @Test
  void readsTheWordCountAsHexadecimal() {
    String words = "a 0 b 0 c 0 d 0 e 0 f 0 g 0 h 0 i 0 j 0 k_k 0";
    assertEquals(
        "a, b, c, d, e, f, g, h, i, j, k k: letters",
        WordNetCorpus.document("00000001 03 n 0b " + words + " 001 @ 00000002 n 0000 | letters  "));
  }

  @Test
  void takesSyntacticMarkersOffAdjectives() {
    assertEquals(
        "abounding, galore: existing in abundance",
        WordNetCorpus.document(
            "00014377 00 s 02 abounding(a) 0 galore(ip) 0 000 | existing in abundance"));
  }

  /** A change is to be wanted: texts that were prepared and runs that were made go by it. */
  @Test
  void hasAFingerprintThatStays() {
    assertEquals(
        "baad11052e3b86512171d1b2c1c470d66a83cebfeab0d723e365794728e34508",
        TextCorpus.glosses().fingerprint());
  }
}
