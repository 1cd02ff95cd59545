package org.outeffhop.experiment.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.DocumentSplit;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class ModelOpenerTest {
  private static final List<String> WORDS =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "one", "two", "three", "four");

  /** Longest texts that are not cut: [CLS], five words, [SEP]. */
  private static final int LENGTH = 7;

  @TempDir private Path folder;
  private TextCorpus text;

  @BeforeEach
  void write() throws IOException {
    Engine.seed(5);
    BertConfig config =
        BertConfig.small(WORDS.size(), 8, 1, 2, 16, AttentionConfig.bert(AttentionMethod.VANILLA));
    try (BertEncoder model = new BertEncoder(config)) {
      CheckpointWriter.FLOAT32.write(folder, config, model, null);
    }
    Files.write(folder.resolve("vocab.txt"), WORDS);
    List<String> documents = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      documents.add(words(i, new int[] {2, 3, 5}[i % 3]));
      documents.add("");
    }
    Path file = folder.resolve("text.txt");
    Files.write(file, documents);
    text = TextCorpus.of(List.of(file));
  }

  /** Other words for every number. */
  private static String words(int number, int count) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add(WORDS.get(5 + (number * 7 + i * (number / 4 + 1)) % 4));
    }
    return String.join(" ", words);
  }

  private StoredData data(int batch) {
    return StoredData.of(
        text,
        new DocumentSplit(0.5, 1),
        new StoredData.Amounts(
            OptionalInt.of(batch), OptionalInt.of(50), OptionalInt.of(12), OptionalInt.of(LENGTH)));
  }

  /**
   * The lengths of all batches that a probe sees at the embeddings, and how many texts they are.
   */
  private record Lengths(TreeSet<Long> seen, int[] texts) implements Probe {
    Lengths() {
      this(new TreeSet<>(), new int[1]);
    }

    @Override
    public Tensor at(String name, Tensor x) {
      if (name.equals("bert.embeddings.LayerNorm")) {
        seen.add(x.size(1));
        texts[0] += (int) x.size(0);
      }
      return x;
    }
  }

  /** Texts of two, three and five words, each as [CLS] text [SEP], none of them filled up. */
  @Test
  void anEncoderIsCalibratedAndMeasuredOnWholeTexts() {
    try (StoredModel<?, ?> model = new ModelOpener(data(4), Progress.none()).measured(folder)) {
      HeldOut<?, ?> whole = model.whole();
      Lengths calibrated = new Lengths();
      whole.calibrateUnder(calibrated);
      assertEquals(new TreeSet<>(List.of(4L, 5L, 7L)), calibrated.seen());
      Lengths measured = new Lengths();
      whole.evaluateUnder(measured);
      assertEquals(new TreeSet<>(List.of(4L, 5L, 7L)), measured.seen());
      int heldOut = measured.texts()[0];
      assertTrue(heldOut > 8 && heldOut < 32, heldOut + " of 40 texts");
      assertEquals(1, whole.evaluateUnder(Probe.NONE).value(), 1e-6);
    }
  }

  /** Whoever only exports in float32 needs none. */
  @Test
  void dataAreReadWhenTheyAreAskedFor() {
    StoredData none =
        new StoredData(
            Optional.empty(),
            new DocumentSplit(0.5, 1),
            Optional.empty(),
            Optional.empty(),
            null,
            Optional.empty(),
            data(4).amounts());
    ModelOpener opener = new ModelOpener(none, Progress.none());
    try (StoredModel<?, ?> model = opener.open(folder, Optional.empty())) {
      assertEquals("bert", model.type());
      assertEquals(16, model.maxLength().getAsInt());
    }
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> opener.measured(folder));
    assertEquals(
        folder
            + " has no settings.json of a comparison, which would say its data: give some by --data to calibrate and measure on",
        refused.getMessage());
  }

  /** What the model is compared with are its own embeddings as they were when it was opened. */
  @Test
  void theQualityIsThatOfTheModelAsItWasOpened() {
    try (StoredModel<?, ?> model = new ModelOpener(data(4), Progress.none()).measured(folder)) {
      try (TensorScope scope = TensorScope.open();
          NoGradGuard constant = new NoGradGuard()) {
        model
            .parameters()
            .asMap()
            .get("bert.encoder.layer.0.output.dense.weight")
            .mul_(Tensors.scalar(30));
      }
      double cosine = model.whole().evaluateUnder(Probe.NONE).value();
      assertTrue(cosine < 0.999, "a changed model agrees with itself: " + cosine);
    }
  }
}
