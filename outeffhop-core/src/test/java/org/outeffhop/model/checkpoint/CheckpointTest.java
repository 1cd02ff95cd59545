package org.outeffhop.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.files.JsonFile;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.Spelling;
import org.outeffhop.model.checkpoint.CheckpointWriter.WeightType;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Randomised;

class CheckpointTest {
  private static final BertConfig BERT = SmallModels.bert(AttentionMethod.OUTEFFHOP);

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private void requireReadAs(ModelConfig config, float[] output) {
    try (Checkpoint read = Checkpoint.read(folder)) {
      assertEquals(config, read.config());
      assertArrayEquals(output, SmallModels.output(read.model()));
    }
  }

  /** A folder whose tensors have other names, among others. */
  private void writeAs(ModelConfig config, Map<String, Tensor> tensors) {
    CheckpointFiles.write(folder, config, tensors, Map.of());
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void whatIsSavedIsLoadedBitForBit(AttentionMethod method) {
    for (ModelConfig config : SmallModels.all(method)) {
      try (Model model = SmallModels.drawn(config)) {
        SmallModels.write(folder, config, model);
        requireReadAs(config, SmallModels.output(model));
      }
    }
  }

  /** Data parallelism, the compiler, Sentence Transformers, and one around another. */
  @ParameterizedTest
  @ValueSource(strings = {"module.", "_orig_mod.", "0.auto_model.", "module._orig_mod."})
  void whatWrappersPutBeforeAllNamesIsSkipped(String wrapper) {
    try (LanguageModel model = SmallModels.drawn(BERT)) {
      Map<String, Tensor> wrapped = new LinkedHashMap<>();
      model.parameters().asMap().forEach((name, tensor) -> wrapped.put(wrapper + name, tensor));
      writeAs(BERT, wrapped);
      requireReadAs(BERT, SmallModels.output(model));
      wrapped.put("other", model.parameters().asMap().values().iterator().next());
      writeAs(BERT, wrapped);
      CheckpointFiles.requireRefused(folder, "unknown: " + wrapper);
    }
  }

  @Test
  void aLargeModelIsSeveralFilesAndReplacesOneOfOne() throws IOException {
    try (LanguageModel model = SmallModels.drawn(BERT)) {
      CheckpointWriter.FLOAT32.write(folder, BERT, model, null);
      new CheckpointWriter(WeightType.F32, 2000).write(folder, BERT, model, null);
      JsonNode index =
          new ObjectMapper().readTree(folder.resolve("model.safetensors.index.json").toFile());
      assertEquals(
          4 * model.parameters().count(), index.get("metadata").get("total_size").asLong());
      try (Stream<Path> files = Files.list(folder)) {
        assertTrue(files.filter(f -> f.toString().endsWith(".safetensors")).count() > 3);
      }
      requireReadAs(BERT, SmallModels.output(model));
      CheckpointWriter.FLOAT32.write(folder, BERT, model, null);
      requireReadAs(BERT, SmallModels.output(model));
    }
  }

  @Test
  void halfPrecisionIsRoundedOnceAndBecomesFloat32() {
    for (WeightType type : List.of(WeightType.F16, WeightType.BF16)) {
      ScalarType rounding = type == WeightType.F16 ? ScalarType.Half : ScalarType.BFloat16;
      try (TensorScope scope = TensorScope.open();
          LanguageModel model = SmallModels.drawn(BERT)) {
        new CheckpointWriter(type, 1L << 30).write(folder, BERT, model, null);
        try (Checkpoint read = Checkpoint.read(folder)) {
          assertEquals(Map.of(type.name(), model.parameters().count()), read.contents().types());
          model
              .parameters()
              .asMap()
              .forEach(
                  (name, tensor) ->
                      assertTrue(
                          tensor
                              .to(rounding)
                              .to(ScalarType.Float)
                              .equal(read.model().parameters().asMap().get(name)),
                          name));
        }
      }
    }
  }

  @Test
  void aLoadedModelCanBeTrained() {
    try (TensorScope scope = TensorScope.open();
        LanguageModel model = SmallModels.drawn(BERT)) {
      CheckpointWriter.FLOAT32.write(folder, BERT, model, null);
      try (Checkpoint read = Checkpoint.read(folder)) {
        Tensor ids = Tensors.ofIndices(new int[] {3, 1, 4}, 1, 3);
        ((LanguageModel) read.model()).loss(ids, ids, ForwardContext.EVALUATION).backward();
        read.model()
            .parameters()
            .asMap()
            .forEach((name, tensor) -> assertTrue(tensor.grad().defined(), name));
      }
    }
  }

  @Test
  void anEncoderHasNoHead() {
    Engine.seed(7);
    try (BertEncoder encoder = new BertEncoder(BERT)) {
      Randomised.parameters(encoder.parameters());
      CheckpointWriter.FLOAT32.write(folder, BERT, encoder, null);
      try (Checkpoint read = Checkpoint.read(folder)) {
        assertEquals("BertModel", read.model().architecture());
        assertInstanceOf(BertEncoder.class, read.model());
        assertArrayEquals(SmallModels.output(encoder), SmallModels.output(read.model()));
      }
    }
  }

  @Test
  void everySpellingIsRead() throws IOException {
    for (ModelConfig config : SmallModels.all(AttentionMethod.CLIPPED)) {
      try (Model model = SmallModels.drawn(config)) {
        for (Spelling spelling : config.type().names().spellings()) {
          Map<String, Tensor> renamed = new LinkedHashMap<>();
          model.parameters().asMap().forEach((n, t) -> renamed.put(spelling.inFile(n), t));
          writeAs(config, renamed);
          requireReadAs(config, SmallModels.output(model));
        }
      }
    }
  }

  @Test
  void copiesOfTiedTensorsAndWhatTheModelDoesNotHaveAreKnown() throws IOException {
    try (TensorScope scope = TensorScope.open();
        LanguageModel model = SmallModels.drawn(BERT)) {
      Map<String, Tensor> tensors = new LinkedHashMap<>(model.parameters().asMap());
      tensors.put(
          "cls.predictions.decoder.weight",
          tensors.get("bert.embeddings.word_embeddings.weight").clone());
      tensors.put("cls.predictions.decoder.bias", tensors.remove("cls.predictions.bias"));
      tensors.put("bert.pooler.dense.bias", Tensors.of(new float[8], 8));
      tensors.put("bert.embeddings.position_ids", Tensors.ofIndices(new int[9], 1, 9));
      writeAs(BERT, tensors);
      requireReadAs(BERT, SmallModels.output(model));
      try (Checkpoint read = Checkpoint.read(folder)) {
        assertEquals(
            List.of("bert.embeddings.position_ids", "bert.pooler.dense.bias"),
            read.contents().leftOut().stream().sorted().toList());
      }
    }
  }

  @Test
  void theMethodIsGivenForAFileThatDoesNotSayIt() throws IOException {
    try (LanguageModel model = SmallModels.drawn(BERT)) {
      CheckpointWriter.FLOAT32.write(folder, BERT, model, null);
      Map<String, Object> fields = new LinkedHashMap<>(BERT.asMap());
      fields.remove("attention_method");
      JsonFile.write(folder.resolve("config.json"), fields);
      try (Checkpoint read = Checkpoint.read(folder, Optional.of(AttentionMethod.OUTEFFHOP))) {
        assertArrayEquals(SmallModels.output(model), SmallModels.output(read.model()));
      }
    }
  }

  /** One line says it, instead of every name as missing and as unknown. */
  @ParameterizedTest
  @ValueSource(strings = {"base_model.model.", "foo.bar.", "x."})
  void aPrefixOfNoKnownWrapperIsNamed(String prefix) {
    try (LanguageModel model = SmallModels.drawn(BERT)) {
      Map<String, Tensor> wrapped = new LinkedHashMap<>();
      model.parameters().asMap().forEach((name, tensor) -> wrapped.put(prefix + name, tensor));
      writeAs(BERT, wrapped);
      int count = wrapped.size();
      CheckpointFiles.requireRefused(
          folder,
          folder
              + ": the names of all tensors begin with '%s', which no known wrapper writes; without it %d of the model's %d tensors are found"
                  .formatted(prefix, count, count));
    }
  }
}
