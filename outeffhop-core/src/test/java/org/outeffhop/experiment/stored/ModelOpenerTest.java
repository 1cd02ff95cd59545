package org.outeffhop.experiment.stored;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.EncoderFolder;

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
}
