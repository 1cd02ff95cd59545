package org.outeffhop.experiment.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.Sentences;
import org.outeffhop.data.TokenCache;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.EncoderFolder;
import org.outeffhop.testing.EncoderSettings;

class ModelOpenerTest {
  @TempDir private Path folder;
  private EncoderFolder encoder;

  @BeforeEach
  void write() throws IOException {
    encoder = EncoderFolder.write(folder);
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
    try (StoredModel<?, ?> model =
        new ModelOpener(encoder.data(), Progress.none()).measured(folder)) {
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
            EncoderFolder.SPLIT,
            Optional.empty(),
            Optional.empty(),
            null,
            Optional.empty(),
            EncoderFolder.amounts());
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
    try (StoredModel<?, ?> model =
        new ModelOpener(encoder.data(), Progress.none()).measured(folder)) {
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

  /** The mean cosine of the first tokens' hidden states, text by text, computed here. */
  @Test
  void theQualityIsThatOfThePoolingInTheSettings() throws IOException {
    new EncoderSettings(folder).modules(true).pooling("cls_token");
    List<String> told = new ArrayList<>();
    Progress progress = (task, done, total) -> told.add(task);
    try (Checkpoint original = Checkpoint.read(folder);
        StoredModel<?, ?> model = new ModelOpener(encoder.data(), progress).measured(folder);
        TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      model
          .parameters()
          .asMap()
          .get("bert.encoder.layer.0.output.dense.weight")
          .mul_(Tensors.scalar(30));
      Sentences texts =
          Sentences.heldOut(
              encoder.text(),
              folder,
              EncoderFolder.LENGTH,
              EncoderFolder.SPLIT,
              new TokenCache(folder.resolve("tokens"), Progress.none()));
      double cosines = 0;
      for (int text = 0; text < texts.count(); text++) {
        float[] before = first((TokenModel) original.model(), texts.ids(text));
        cosines += cosine(before, first((TokenModel) model.model(), texts.ids(text)));
      }
      double quality = model.whole().evaluateUnder(Probe.NONE).value();
      assertEquals(cosines / texts.count(), quality, 1e-6);
      assertTrue(quality < 0.999, "a changed model agrees with itself: " + quality);
    }
    assertTrue(
        told.contains("Pooling: cls, normalised (modules.json, 1_Pooling/config.json)"),
        told::toString);
  }

  private static float[] first(TokenModel model, int[] ids) {
    Tensor rows = Tensors.ofIndices(ids, 1, ids.length);
    Tensor hidden = model.hiddenStates(TokenBatch.of(rows), ForwardContext.EVALUATION);
    return Tensors.toFloats(hidden.select(1, 0).select(0, 0));
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      first += a[i] * a[i];
      second += b[i] * b[i];
    }
    return product / Math.sqrt(first * second);
  }

  @Test
  void textsAreCutWhereTheSettingsSay() throws IOException {
    new EncoderSettings(folder).with("sentence_bert_config.json", "{\"max_seq_length\": 4}");
    try (StoredModel<?, ?> model =
        new ModelOpener(encoder.data(), Progress.none()).measured(folder)) {
      Lengths measured = new Lengths();
      model.whole().evaluateUnder(measured);
      assertEquals(new TreeSet<>(List.of(4L)), measured.seen());
    }
  }

  @Test
  void aTokenizerWithMoreTokensThanTheEncoderIsRefused() throws IOException {
    Files.writeString(folder.resolve("vocab.txt"), "five\n", StandardOpenOption.APPEND);
    ModelOpener opener = new ModelOpener(encoder.data(), Progress.none());
    assertEquals(
        folder.resolve("vocab.txt") + " has ids up to 9; the model's vocab_size is 9",
        assertThrows(IllegalArgumentException.class, () -> opener.measured(folder)).getMessage());
  }
}
