package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Counts and sentences are those that Python reads in the file. */
class ProseCorpusTest {
  private static final int CHAPTERS = 1_189;
  private static final int PIECES = 1_803;
  private static final int PSALM_23 = 500;
  private static final int JOHN_1 = 997;

  private static List<String> documents;

  @BeforeAll
  static void read() {
    try (Stream<String> all = TextCorpus.prose().documents()) {
      documents = all.toList();
    }
  }

  @Test
  void holdsTheChaptersThenTheTreasury() {
    assertEquals(CHAPTERS + PIECES, documents.size());
    assertEquals(10_934_878, documents.stream().mapToInt(String::length).sum());
    assertStarts(0, "In the beginning, God created the heavens and the earth. The earth was");
    assertStarts(PSALM_23, "Yahweh is my shepherd; I shall lack nothing. He makes me lie down in");
    assertStarts(JOHN_1, "In the beginning was the Word, and the Word was with God, and the Word");
    assertTrue(
        documents
            .get(CHAPTERS - 1)
            .endsWith("The grace of the Lord Jesus Christ be with all the saints. Amen."));
    assertStarts(
        CHAPTERS,
        "\"BLESSED\" \u2014see how this Book of Psalms opens with a benediction, even as did the famous");
    assertTrue(
        documents
            .get(documents.size() - 1)
            .endsWith("when through much tribulation they shall enter into rest."));
  }

  @Test
  void isPlainText() {
    Pattern markup = Pattern.compile("[<>\\p{Cntrl}\\p{InHebrew}\\p{InGreek}]|strong:[GH]|  ");
    Pattern number = Pattern.compile("\\d");
    assertFalse(documents.stream().anyMatch(markup.asPredicate()));
    assertFalse(documents.stream().limit(CHAPTERS).anyMatch(number.asPredicate()));
  }

  /** Of the 5% that every command holds out; SHA-256 by Python. */
  @Test
  void holdsOutWholeDocuments() {
    DocumentSplit split = new DocumentSplit(0.05, 1);
    List<String> heldOut = documents.stream().filter(split::isEvaluation).toList();
    assertEquals(145, heldOut.size());
    assertEquals(528_908, heldOut.stream().mapToInt(String::length).sum());
  }

  @Test
  void namesMeanTexts() {
    assertEquals(TextCorpus.prose().name(), TextCorpus.named("builtin").name());
    assertEquals("WordNet 3.1 glosses", TextCorpus.named("glosses").name());
    assertEquals(TextCorpus.prose().name(), TextCorpus.named("prose").name());
    assertFalse(TextCorpus.isNamed("./prose"));
  }

  /** SHA-256 of the unpacked bytes and of their number in eight bytes. */
  @Test
  void hasAFingerprintThatStays() {
    assertEquals(
        "84f67288c0b4fa724ca1353d29c6c962fd7c3293af33581d354111a9626dc61d",
        TextCorpus.prose().fingerprint());
  }

  private static void assertStarts(int index, String start) {
    String document = documents.get(index);
    assertEquals(start, document.substring(0, Math.min(start.length(), document.length())));
  }
}
