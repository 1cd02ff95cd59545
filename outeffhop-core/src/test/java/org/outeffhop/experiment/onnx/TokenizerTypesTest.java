package org.outeffhop.experiment.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.DocumentSplit;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.experiment.checkpoint.CheckpointInspection;
import org.outeffhop.experiment.result.ExportResult;
import org.outeffhop.experiment.result.InspectionResult;
import org.outeffhop.experiment.stored.StoredData;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.progress.Progress;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.tensor.Engine;
import org.outeffhop.text.TextTokenizer;
import org.outeffhop.text.tokenizer.SmallTokenizers;

/** Encoders with tokenizers of every type, measured, calibrated and exported. */
class TokenizerTypesTest {
  private static final int IDS = 12;
  private static final int LENGTH = 6;

  @TempDir Path folder;

  @Test
  void encodersAreMeasuredAndExportedWithTokenizersOfEveryType() throws IOException {
    int number = 0;
    List<Integer> sizes = new ArrayList<>();
    for (ObjectNode tokenizer : SmallTokenizers.all()) {
      Path model = model("model" + number++, IDS, tokenizer);
      InspectionResult inspected = inspection(model);
      sizes.add(inspected.tokenizer().vocabularySize());
      assertTrue(Double.isFinite(inspected.measures().averageKurtosis()), inspected.toString());
      Path out = folder.resolve("out" + number);
      ExportResult exported = export(model, out);
      assertTrue(exported.agreement().largest() > 1, exported.toString());
      assertArrayEquals(
          Files.readAllBytes(model.resolve("tokenizer.json")),
          Files.readAllBytes(out.resolve("tokenizer.json")));
      try (TextTokenizer first = TextTokenizer.read(model);
          TextTokenizer again = TextTokenizer.load(out.resolve("tokenizer.json"))) {
        assertArrayEquals(first.encodeDocument("ab a"), again.encodeDocument("ab a"));
      }
    }
    assertEquals(List.of(12, 10, 10, 10, 7, 7), sizes);
  }

  @Test
  void tokenizersWithMoreIdsThanTheModelAreRefusedEverywhere() throws IOException {
    Path model = model("small", 9, SmallTokenizers.unigram());
    String message =
        model.resolve("tokenizer.json") + " has ids up to 9; the model's vocab_size is 9";
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> inspection(model)).getMessage());
    Path out = folder.resolve("none");
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> export(model, out)).getMessage());
    assertFalse(Files.exists(out));
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new CheckpointInspection(model, Optional.empty(), Progress.none())
                        .run(Optional.empty()))
            .getMessage());
  }

  private Path model(String name, int vocabSize, ObjectNode tokenizer) throws IOException {
    Engine.seed(5);
    BertConfig config =
        BertConfig.small(vocabSize, 8, 1, 2, 16, AttentionConfig.bert(AttentionMethod.VANILLA));
    Path path = folder.resolve(name);
    try (BertEncoder model = new BertEncoder(config)) {
      CheckpointWriter.FLOAT32.write(path, config, model, null);
    }
    Files.writeString(path.resolve("tokenizer.json"), tokenizer.toString());
    return path;
  }

  private InspectionResult inspection(Path model) throws IOException {
    return new CheckpointInspection(model, Optional.empty(), Progress.none())
        .run(Optional.of(data()));
  }

  private ExportResult export(Path model, Path out) throws IOException {
    ExportOptions options =
        new ExportOptions(
            ExportPrecision.INT8,
            WeightQuantization.perTensor(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());
    return new ModelExport(model, options, data(), "test", Progress.none()).write(out);
  }

  private StoredData data() throws IOException {
    Path file = folder.resolve("text.txt");
    Files.write(file, Collections.nCopies(20, "ab a b\n\na b1\n\nb\n"));
    TextCorpus text = TextCorpus.of(List.of(file));
    StoredData.Amounts amounts =
        new StoredData.Amounts(
            OptionalInt.of(2), OptionalInt.of(4), OptionalInt.of(2), OptionalInt.of(LENGTH));
    return StoredData.of(text, new DocumentSplit(0.5, 1), amounts);
  }
}
