package org.outeffhop.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.files.JsonFile;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.checkpoint.tensorflow.BertVariables;
import org.outeffhop.tensor.TensorFile;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** BERT in the files of TensorFlow 1, as Google published it. */
class TensorFlowCheckpointTest {
  private static final BertConfig BERT =
      BertConfig.small(20, 64, 2, 1, 9, AttentionConfig.bert(AttentionMethod.VANILLA));

  @TempDir private Path folder;
  private TensorScope scope;
  private LanguageModel model;

  @BeforeEach
  void draw() {
    scope = TensorScope.open();
    model = SmallModels.drawn(BERT);
  }

  @AfterEach
  void close() {
    model.close();
    scope.close();
  }

  private Map<String, Tensor> variables(String prefix) {
    return TensorFlowWriter.variables(model, prefix);
  }

  private void settings(Map<String, Object> changes) {
    Map<String, Object> fields =
        new LinkedHashMap<>(
            Map.of(
                "attention_probs_dropout_prob", 0.1,
                "hidden_act", "gelu",
                "hidden_dropout_prob", 0.1,
                "hidden_size", 64,
                "initializer_range", 0.02,
                "intermediate_size", 256,
                "max_position_embeddings", 9,
                "num_attention_heads", 1,
                "num_hidden_layers", 2,
                "type_vocab_size", 2));
    fields.put("vocab_size", 20);
    fields.putAll(changes);
    JsonFile.write(folder.resolve("bert_config.json"), fields);
  }

  private void requireRead() {
    try (Checkpoint read = Checkpoint.read(folder)) {
      assertArrayEquals(SmallModels.output(model), SmallModels.output(read.model()));
    }
  }

  @ParameterizedTest
  @CsvSource({"false, 1, 1000", "true, 1, 5", "false, 3, 1", "true, 2, 7"})
  void whatTensorFlowWroteIsReadBitForBit(boolean compressed, int shards, int keys)
      throws IOException {
    settings(Map.of());
    new TensorFlowWriter(compressed, shards, keys)
        .write(folder.resolve("bert_model.ckpt"), variables(""));
    requireRead();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "module/", "a/b/"})
  void settingsFollowFromTheShapesOfASavedModel(String prefix) throws IOException {
    Files.createDirectory(folder.resolve("variables"));
    new TensorFlowWriter(false, 1, 8)
        .write(folder.resolve("variables").resolve("variables"), variables(prefix));
    requireRead();
    BertConfig config = (BertConfig) CheckpointConfig.read(folder).config(Optional.empty());
    assertEquals(
        List.of(20, 64, 2, 1, 256, 9, 2),
        List.of(
            config.vocabSize(),
            config.hiddenSize(),
            config.numHiddenLayers(),
            config.numAttentionHeads(),
            config.intermediateSize(),
            config.maxPositionEmbeddings(),
            config.typeVocabSize()));
  }

  @Test
  void statesOfTheOptimizerAreCountedAndLeftOut() throws IOException {
    settings(Map.of());
    Map<String, Tensor> variables = variables("");
    for (String name : List.copyOf(variables.keySet())) {
      variables.put(name + "/adam_m", variables.get(name));
      variables.put(name + "/adam_v", variables.get(name));
    }
    variables.put("global_step", Tensors.ofIndices(new int[] {1000}, 1));
    variables.put("bert/pooler/dense/kernel", Tensors.of(new float[64 * 64], 64, 64));
    variables.put("cls/seq_relationship/output_weights", Tensors.of(new float[128], 2, 64));
    new TensorFlowWriter(false, 1, 16).write(folder.resolve("model.ckpt-1000"), variables);
    requireRead();
    try (CheckpointWeights weights = CheckpointWeights.open(folder);
        Checkpoint read = Checkpoint.read(folder)) {
      assertEquals(2 * model.parameters().asMap().size() + 1, weights.ignored().size());
      assertEquals(
          List.of("bert.pooler.dense.weight", "cls.seq_relationship.weight"),
          read.contents().leftOut());
    }
  }

  @Test
  void halfPrecisionBecomesFloat32() throws IOException {
    settings(Map.of());
    Map<String, Tensor> variables = variables("");
    String name = "bert/encoder/layer_1/output/dense/kernel";
    Tensor half = variables.get(name).to(ScalarType.BFloat16);
    variables.put(name, half);
    new TensorFlowWriter(false, 1, 16).write(folder.resolve("m"), variables);
    try (Checkpoint read = Checkpoint.read(folder)) {
      assertEquals(64L * 256, read.contents().types().get("BF16"));
      assertArrayEquals(
          Tensors.toFloats(half.to(ScalarType.Float).t().contiguous()),
          Tensors.toFloats(
              read.model().parameters().asMap().get("bert.encoder.layer.1.output.dense.weight")));
    }
  }

  /** The index that TensorFlow itself wrote for BERT-base, with data that are not there. */
  @Test
  void theIndexOfBertBaseSaysItsSettings() throws IOException {
    Path variables = Files.createDirectory(folder.resolve("variables"));
    try (InputStream in = getClass().getResourceAsStream("/bert-base-uncased.index")) {
      Files.copy(in, variables.resolve("variables.index"));
    }
    try (RandomAccessFile data =
        new RandomAccessFile(variables.resolve("variables.data-00000-of-00001").toFile(), "rw")) {
      data.setLength(440_419_560);
    }
    assertEquals(
        BertConfig.base(AttentionConfig.bert(AttentionMethod.VANILLA)),
        CheckpointConfig.read(folder).config(Optional.empty()));
    try (TensorFile bert = BertVariables.open(variables.resolve("variables.index"))) {
      assertEquals(204, bert.names().size());
      assertArrayEquals(
          new long[] {3072, 768}, bert.shape("bert.encoder.layer.11.intermediate.dense.weight"));
    }
    CheckpointFiles.requireRefused(
        folder, "the checksum of tensor 'module/bert/embeddings/word_embeddings' is wrong");
  }

  @Test
  void otherSettingsThanTheFilesAreRefused() throws IOException {
    settings(Map.of("intermediate_size", 128));
    new TensorFlowWriter(false, 1, 16).write(folder.resolve("m"), variables(""));
    CheckpointFiles.requireRefused(
        folder,
        "bert.encoder.layer.0.intermediate.dense.weight has shape [256, 64]; config.json requires [128, 64]");
    Files.delete(folder.resolve("m.data-00000-of-00001"));
    settings(Map.of());
    CheckpointFiles.requireRefused(folder, "there is no file", "m.data-00000-of-00001");
  }

  @Test
  void severalCheckpointsOfATrainingAreNamed() throws IOException {
    settings(Map.of());
    for (String step : List.of("model.ckpt-10", "model.ckpt-20")) {
      new TensorFlowWriter(false, 1, 16).write(folder.resolve(step), variables(""));
    }
    CheckpointFiles.requireRefused(folder, "model.ckpt-10.index, model.ckpt-20.index");
  }

  @Test
  void anotherModelsVariablesAreNoBert() throws IOException {
    settings(Map.of());
    new TensorFlowWriter(false, 1, 16)
        .write(folder.resolve("m"), Map.of("gpt2/wte", Tensors.of(new float[4], 4)));
    CheckpointFiles.requireRefused(
        folder, "holds no BERT", "0 of its 1 tensors are called ..bert/embeddings/word_embeddings");
  }

  /** Every byte of the index is changed once: refused by name, or nothing has changed. */
  @Test
  void aDamagedIndexIsNeverReadOtherwise() throws IOException {
    settings(Map.of());
    new TensorFlowWriter(true, 2, 7).write(folder.resolve("m"), variables(""));
    Path index = folder.resolve("m.index");
    byte[] whole = Files.readAllBytes(index);
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) (1 << at % 8);
      Files.write(index, changed);
      try (TensorFile read = BertVariables.open(index)) {
        assertEquals(model.parameters().asMap().size(), read.names().size());
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().contains("m.index"), e.getMessage());
        refused++;
      }
    }
    assertTrue(refused > whole.length * 9 / 10, refused + " of " + whole.length);
  }

  @Test
  void aTruncatedIndexIsRefusedAtEveryLength() throws IOException {
    new TensorFlowWriter(false, 1, 16).write(folder.resolve("m"), variables(""));
    Path index = folder.resolve("m.index");
    byte[] whole = Files.readAllBytes(index);
    for (int length = 0; length < whole.length; length += 13) {
      Files.write(index, Arrays.copyOf(whole, length));
      CheckpointFiles.requireRefused(folder, "m.index is damaged or no TensorFlow checkpoint");
    }
  }
}
