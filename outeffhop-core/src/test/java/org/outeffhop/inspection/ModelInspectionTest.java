package org.outeffhop.inspection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.files.VouchedFiles;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.model.checkpoint.TensorFlowWriter;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.EncoderSettings;

class ModelInspectionTest {
  @TempDir private Path folder;

  private Inspection only() throws IOException {
    List<Inspection> found = PathInspector.inspect(folder);
    assertEquals(1, found.size(), found::toString);
    return found.get(0);
  }

  /** A BERT of two layers; returns the number of its parameters. */
  private long writeBert(Path to) {
    BertConfig config =
        BertConfig.small(20, 8, 2, 2, 9, AttentionConfig.bert(AttentionMethod.OUTEFFHOP));
    try (LanguageModel model = config.create()) {
      CheckpointWriter.FLOAT32.write(to, config, model, null);
      return model.parameters().asMap().values().stream().mapToLong(Tensor::numel).sum();
    }
  }

  private static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
  }

  private void writeOther() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"mamba\"}");
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
      SafeTensors.write(folder.resolve("model.safetensors"), Map.of("x", x), Map.of());
    }
  }

  @Test
  void aCheckpointIsReadWhole() throws IOException {
    long parameters = writeBert(folder);
    Inspection found = only();
    assertEquals("checkpoint", found.kind());
    assertEquals(List.of(), found.problems());
    assertEquals("bert", found.facts().get("model type"));
    assertEquals("outeffhop", found.facts().get("attention"));
    assertEquals(parameters, found.facts().get("parameters"));
    assertEquals(List.of("inspect " + folder), found.commands());
    cut(folder.resolve("model.safetensors"));
    Inspection damaged = only();
    assertEquals(1, damaged.problems().size());
    assertTrue(damaged.problems().get(0).reason().contains("model.safetensors is not a complete"));
  }

  /** As Google published it: without config.json and model.safetensors. */
  @Test
  void aBertOfTensorFlowIsReadWhole() throws IOException {
    BertConfig config =
        BertConfig.small(9, 64, 1, 1, 5, AttentionConfig.bert(AttentionMethod.VANILLA));
    Path index = folder.resolve("m.index");
    try (TensorScope scope = TensorScope.open();
        LanguageModel model = config.create()) {
      new TensorFlowWriter(false, 1, 9)
          .write(folder.resolve("m"), TensorFlowWriter.variables(model, ""));
    }
    Inspection found = only();
    assertEquals("checkpoint", found.kind());
    assertEquals(List.of(), found.problems());
    assertEquals("bert", found.facts().get("model type"));
    // embeddings 9+5+2 rows and a norm; 4 square layers, 64 to 256 and back, 2 norms; the head.
    long layer = 4 * (64 * 64 + 64) + 64 * 256 + 256 + 256 * 64 + 64 + 4 * 64;
    assertEquals(16 * 64 + 128 + layer + 64 * 64 + 64 + 128 + 9, found.facts().get("parameters"));
    assertEquals(List.of("inspect " + folder), found.commands());
    cut(index);
    assertTrue(
        only().problems().get(0).reason().contains("m.index is damaged or no TensorFlow"),
        only()::toString);
  }

  @Test
  void otherFilesThatAreCalledIndexMakeNoCheckpoint() throws IOException {
    Files.writeString(folder.resolve("a.index"), "1");
    Files.writeString(folder.resolve("b.index"), "2");
    Files.writeString(folder.resolve("text.txt"), "A document.");
    assertEquals("text", only().kind());
  }

  @Test
  void settingsOfAnEncoderAreReadAsTheCommandsDo() throws IOException {
    writeBert(folder);
    EncoderSettings settings = new EncoderSettings(folder).modules(true).pooling("cls_token");
    Inspection found = only();
    assertEquals(List.of(), found.problems());
    assertEquals("cls, normalised", found.facts().get("pooling"));
    settings.with("sentence_bert_config.json", "{\"max_seq_length\": 0}");
    assertEquals(
        List.of(
            folder.resolve("sentence_bert_config.json")
                + ": max_seq_length is 0; it must be a whole number of at least 1"),
        only().problems().stream().map(Problem::reason).toList());
  }

  @Test
  void ofOtherModelsTheHeadersAreRead() throws IOException {
    writeOther();
    Inspection found = only();
    assertEquals("mamba", found.facts().get("model type"));
    assertEquals(6L, found.facts().get("numbers"));
    assertEquals(List.of(), found.problems());
    cut(folder.resolve("model.safetensors"));
    assertEquals(
        List.of(folder.resolve("model.safetensors").toString()),
        only().problems().stream().map(Problem::file).toList());
  }

  @Test
  void aListedFileThatIsMissingIsNamed() throws IOException {
    writeOther();
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        "{\"weight_map\": {\"x\": \"model.safetensors\", \"y\": \"model-2.safetensors\"}}");
    List<Problem> problems = only().problems();
    assertEquals(1, problems.size());
    assertTrue(problems.get(0).reason().contains("there is no file"), problems::toString);
    assertTrue(problems.get(0).file().endsWith("model-2.safetensors"), problems::toString);
  }

  @Test
  void aListedFileOfAnotherFolderIsRefused() throws IOException {
    writeOther();
    for (String name : List.of("../secret.safetensors", "/secret.safetensors", "..")) {
      Files.writeString(
          folder.resolve("model.safetensors.index.json"),
          "{\"weight_map\": {\"x\": \"%s\"}}".formatted(name));
      List<Problem> problems = only().problems();
      assertEquals(1, problems.size());
      assertTrue(
          problems.get(0).reason().contains("lists the file '" + name + "'"), problems::toString);
    }
  }

  @Test
  void anUnfinishedRunIsGoneOnWithByItsCommand() throws IOException {
    Files.writeString(
        folder.resolve("run.json"), "{\"command\": \"./outeffhop compare --preset smoke\"}");
    long parameters = writeBert(folder.resolve("bert-outeffhop-seed0"));
    Files.writeString(folder.resolve("bert-outeffhop-seed0/metrics.jsonl"), "{\"step\": 1}\n");
    Inspection found = only();
    assertEquals("run", found.kind());
    assertEquals("no", found.facts().get("complete"));
    assertFalse(found.isWhole());
    assertEquals(1L, found.facts().get("models"));
    assertEquals(parameters, found.facts().get("parameters"));
    assertEquals(List.of("compare --preset smoke"), found.commands());
    Files.writeString(folder.resolve("result.json"), "{}");
    assertEquals("yes", only().facts().get("complete"));
    assertTrue(only().isWhole());
    assertEquals(List.of("quantize " + folder, "report " + folder), only().commands());
    writeBert(folder.resolve("bert-outeffhop-seed1"));
    assertEquals(2 * parameters, only().facts().get("parameters"), "of all models together");
  }

  @Test
  void aFinishedRunCanBeQuantizedAndExported() throws IOException {
    Files.writeString(folder.resolve("run.json"), "{\"command\": \"./outeffhop compare\"}");
    Files.writeString(folder.resolve("result.json"), "{}");
    writeBert(folder);
    assertEquals(List.of("quantize " + folder, "export " + folder), only().commands());
  }

  @Test
  void damagedFilesOfARunAreNamed() throws IOException {
    Files.writeString(folder.resolve("run.json"), "{}");
    Files.writeString(folder.resolve("result.json"), "{\"rows\": [");
    Files.writeString(folder.resolve("metrics.jsonl"), "{\"step\": 1}\n{\"st");
    List<Problem> problems = only().problems();
    assertEquals(2, problems.size(), problems::toString);
    assertTrue(problems.get(0).reason().contains("line 2 is not JSON"), problems::toString);
    assertTrue(problems.get(1).reason().contains("result.json is not JSON"), problems::toString);
  }

  @Test
  void aFileThatAResultDoesNotVouchForIsNamed() throws IOException {
    Files.writeString(folder.resolve("run.json"), "{}");
    Path log = Files.writeString(folder.resolve("metrics.jsonl"), "{\"step\": 1}\n");
    Path result = folder.resolve("result.json");
    VouchedFiles.write(result, new ObjectMapper().createObjectNode(), List.of("metrics.jsonl"));
    assertEquals(List.of(), only().problems());
    Files.writeString(log, "");
    assertEquals(
        List.of(
            new Problem(
                result.toString(), "%s has 0 bytes, but %s vouches for 12".formatted(log, result))),
        only().problems());
  }
}
