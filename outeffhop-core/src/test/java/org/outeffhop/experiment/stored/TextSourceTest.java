package org.outeffhop.experiment.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.experiment.task.LanguageModelling;
import org.outeffhop.experiment.task.RunData;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.progress.Progress;

/**
 * A stored run finds its text by the name and the fingerprint in its settings, whatever {@code
 * builtin} means.
 */
class TextSourceTest {
  private static final String GLOSSES =
      "WordNet 3.1 glosses baad11052e3b86512171d1b2c1c470d66a83cebfeab0d723e365794728e34508";
  private static final String PROSE =
      "World English Bible and Treasury of David "
          + "84f67288c0b4fa724ca1353d29c6c962fd7c3293af33581d354111a9626dc61d";

  @TempDir private Path folder;

  private TextSource trainedOn(String data) throws IOException {
    Files.writeString(folder.resolve("settings.json"), "{\"data\": \"%s\"}".formatted(data));
    OptionalInt usual = OptionalInt.empty();
    StoredData none =
        new StoredData(
            Optional.empty(),
            LanguageModelling.SPLIT,
            Optional.empty(),
            Optional.empty(),
            null,
            Optional.empty(),
            new StoredData.Amounts(usual, usual, usual, usual));
    return new TextSource(
        StoredRun.read(folder),
        BertConfig.small(64, 8, 1, 2, 16, AttentionConfig.bert(AttentionMethod.VANILLA)),
        none,
        new TextSource.Cache(Progress.none()));
  }

  @Test
  void theBuiltInTextsAreFoundByTheirNames() throws IOException {
    TextSource glosses = trainedOn(GLOSSES);
    assertEquals(new RunData(GLOSSES, true), glosses.name());
    assertEquals("WordNet 3.1 glosses", glosses.shown().name());
    TextSource prose = trainedOn(PROSE);
    assertEquals(new RunData(PROSE, true), prose.name());
    assertEquals("World English Bible and Treasury of David", prose.shown().name());
    TextSource converted = trainedOn(GLOSSES + ", from all-minilm-l6-v2 0123456789abcdef");
    assertEquals(new RunData(GLOSSES, true), converted.name());
  }

  @Test
  void otherTextsMustBeGiven() throws IOException {
    TextSource changed = trainedOn(GLOSSES.replace("baad", "0000"));
    String refused = assertThrows(IllegalArgumentException.class, changed::name).getMessage();
    assertTrue(refused.contains("give its data by --data"), refused);
    assertEquals("WordNet 3.1 glosses", trainedOn("a book 01").shown().name());
  }
}
