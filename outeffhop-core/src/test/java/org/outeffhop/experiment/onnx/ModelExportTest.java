package org.outeffhop.experiment.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.Sentences;
import org.outeffhop.data.TokenCache;
import org.outeffhop.experiment.result.ExportResult;
import org.outeffhop.export.Int8Weights;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.Model;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.TokenPooling;
import org.outeffhop.progress.Progress;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.runtime.TargetProcessor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.EncoderFolder;

class ModelExportTest {
  /** The seed of every measurement, which decides the calibration texts. */
  private static final long SEED = 20240404;

  private static final String MEAN = "Pooling: mean (the default; there is no modules.json)";

  @TempDir private Path folder;
  private EncoderFolder encoder;

  @BeforeEach
  void write() throws IOException {
    encoder = EncoderFolder.write(folder.resolve("encoder"));
  }

  private static ExportOptions options(ExportPrecision precision, boolean fused) {
    return new ExportOptions(
        precision,
        WeightQuantization.perTensor(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        fused,
        Optional.empty());
  }

  private ExportResult export(ExportPrecision precision, Path out) throws IOException {
    return new ModelExport(
            encoder.path(), options(precision, false), encoder.data(), "test", Progress.none())
        .write(out);
  }

  @Test
  void inFloat32ItAgreesWithLibtorchAndHasItsTokenizerBeside() throws IOException {
    Path out = folder.resolve("fp32");
    ExportResult result = export(ExportPrecision.FP32, out);
    assertTrue(result.agreement().difference() < 1e-5, result.agreement().toString());
    assertTrue(result.agreement().largest() > 1, result.agreement().toString());
    assertEquals(
        List.of("model.onnx", "tokenizer.json"),
        result.files().stream().map(ExportResult.WrittenFile::name).toList());
    for (ExportResult.WrittenFile file : result.files()) {
      assertEquals(Files.size(out.resolve(file.name())), file.bytes(), file.name());
    }
    assertEquals(List.of(MEAN), result.notes());
  }

  /**
   * The same file comes of ranges that were collected by hand, text by text of the training part.
   */
  @Test
  void anEncoderIsCalibratedOnWholeTextsOfTheTrainingPart() throws IOException {
    Path out = folder.resolve("int8");
    ExportResult result = export(ExportPrecision.INT8, out);
    QuantizationConfig config = QuantizationConfig.w8a8();
    Calibration calibration = new Calibration(config);
    Path byHand = folder.resolve("by-hand.onnx");
    try (Checkpoint checkpoint = Checkpoint.read(encoder.path());
        NoGradGuard constant = new NoGradGuard()) {
      calibrate((BertEncoder) checkpoint.model(), calibration);
      Precision int8 = Precision.Int8.of(calibration, Int8Weights.of(config, TargetProcessor.ANY));
      try (OnnxExport graph = OnnxExport.of(checkpoint.config(), checkpoint.model(), int8)) {
        graph.embed(TokenPooling.MEAN, 8);
        graph.describe("calibration", result.calibration());
        graph.write(byHand, "test");
      }
    }
    assertArrayEquals(
        Files.readAllBytes(byHand), Files.readAllBytes(out.resolve(ModelExport.MODEL)));
  }

  private void calibrate(BertEncoder model, Calibration calibration) {
    Sentences training =
        Sentences.training(
            encoder.text(),
            encoder.path(),
            EncoderFolder.LENGTH,
            EncoderFolder.SPLIT,
            new TokenCache(folder.resolve("tokens"), Progress.none()));
    for (int batch = 0; batch < 12; batch++) {
      try (TensorScope scope = TensorScope.open()) {
        int[] texts = training.draw(SEED, batch, 4);
        int[] ids = training.ids(texts);
        Tensor rows = Tensors.ofIndices(ids, texts.length, ids.length / texts.length);
        model.hiddenStates(TokenBatch.of(rows), ForwardContext.evaluation(calibration));
      }
    }
  }

  @Test
  void aModelWithoutItsTokenizerSaysWhatIsMissing() throws IOException {
    Files.delete(encoder.path().resolve("vocab.txt"));
    Path out = folder.resolve("bare");
    ExportResult result = export(ExportPrecision.FP32, out);
    assertEquals(
        List.of(
            encoder.path() + " has no tokenizer; 'run' needs a tokenizer.json beside the model",
            MEAN),
        result.notes());
    assertTrue(result.agreement().batch().startsWith("random tokens"), result.toString());
    assertTrue(result.agreement().difference() < 1e-5, result.agreement().toString());
  }

  @Test
  void aTokenizerWithMoreTokensThanTheModelIsRefused() throws IOException {
    Path vocabulary = encoder.path().resolve("vocab.txt");
    int known = Files.readAllLines(vocabulary).size();
    Files.writeString(vocabulary, "one\nmore\n", StandardOpenOption.APPEND);
    Path out = folder.resolve("larger");
    assertEquals(
        "%s has ids up to %d; the model's vocab_size is %d".formatted(vocabulary, known + 1, known),
        assertThrows(IllegalArgumentException.class, () -> export(ExportPrecision.FP32, out))
            .getMessage());
    assertFalse(Files.exists(out));
  }

  @Test
  void fusedAttentionOfAMethodThatItLacksLeavesNoFolderBehind() {
    OptConfig config = OptConfig.small(64, 8, 1, 1, 16, AttentionConfig.opt(AttentionMethod.GATED));
    Path source = folder.resolve("gated");
    try (Model model = config.create()) {
      CheckpointWriter.FLOAT32.write(source, config, model);
    }
    Path out = folder.resolve("fused");
    ModelExport export =
        new ModelExport(
            source, options(ExportPrecision.FP32, true), encoder.data(), "test", Progress.none());
    String refused =
        assertThrows(IllegalArgumentException.class, () -> export.write(out)).getMessage();
    assertTrue(refused.contains("gated"), refused);
    assertFalse(Files.exists(out));
  }

  @Test
  void fusedAttentionOfAnEncoderIsRefusedBeforeAnythingIsWritten() {
    Path out = folder.resolve("fused");
    ModelExport export =
        new ModelExport(
            encoder.path(),
            options(ExportPrecision.INT8, true),
            encoder.data(),
            "test",
            Progress.none());
    assertEquals(
        encoder.path().resolve("config.json")
            + ": model_type is bert; fused attention with a cache is for opt, llama, gpt2",
        assertThrows(IllegalArgumentException.class, () -> export.write(out)).getMessage());
    assertFalse(Files.exists(out));
  }
}
