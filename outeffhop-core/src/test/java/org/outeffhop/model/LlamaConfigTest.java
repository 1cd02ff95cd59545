package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.nn.Activation;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;

class LlamaConfigTest {
  private static final String TINY =
      "{'model_type': 'llama', 'vocab_size': 32000, 'hidden_size': 2048, 'num_hidden_layers': 22,"
          + " 'num_attention_heads': 32, 'intermediate_size': 5632, 'rms_norm_eps': 1e-05";
  private static final String SHARED = TINY + ", 'num_key_value_heads': 4";

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private LlamaConfig read(String json) throws IOException {
    return (LlamaConfig) ModelConfig.read(ConfigFiles.write(folder, json));
  }

  private static long count(LlamaConfig config) {
    try (Llama model = new Llama(config, Parameters.unallocated())) {
      return model.parameters().count();
    }
  }

  @Test
  void tinyLlamaIsReadFromItsFile() throws IOException {
    LlamaConfig tiny = LlamaConfig.tinyLlama(AttentionConfig.opt(AttentionMethod.VANILLA));
    assertEquals(tiny, read(SHARED + ", 'hidden_act': 'silu', 'rope_scaling': null}"));
    assertEquals(tiny, read(SHARED + ", 'pretraining_tp': 1, 'rope_theta': 10000.0}"));
  }

  /**
   * The counts that the model cards give: TinyLlama-1.1B 1,100,048,384, Llama-2-7B 6,738,415,616,
   * Llama-3-8B 8,030,261,248, Llama-3.2-1B 1,235,814,400. No memory is taken for the weights.
   */
  @ParameterizedTest
  @CsvSource({
    "32000, 2048, 5632, 22, 32, 4, false, 1100048384",
    "32000, 4096, 11008, 32, 32, 32, false, 6738415616",
    "128256, 4096, 14336, 32, 32, 8, false, 8030261248",
    "128256, 2048, 8192, 16, 32, 8, true, 1235814400",
  })
  void publishedModelsHaveTheirSize(
      int vocabulary,
      int width,
      int hidden,
      int layers,
      int heads,
      int keyValueHeads,
      boolean tied,
      long parameters)
      throws IOException {
    String json =
        "{'model_type': 'llama', 'vocab_size': %d, 'hidden_size': %d, 'intermediate_size': %d,"
            + " 'num_hidden_layers': %d, 'num_attention_heads': %d, 'num_key_value_heads': %d,"
            + " 'tie_word_embeddings': %s}";
    assertEquals(
        parameters,
        count(read(json.formatted(vocabulary, width, hidden, layers, heads, keyValueHeads, tied))));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    AttentionConfig attention = AttentionConfig.opt(AttentionMethod.CLIPPED_OUTEFFHOP);
    LlamaConfig other =
        new LlamaConfig(
            50,
            18,
            20,
            2,
            4,
            2,
            6,
            12,
            Activation.GELU_TANH,
            new RotaryConfig(500_000, new RopeScaling.Llama3(8, 1, 4, 8192)),
            1e-5,
            0.01,
            0.1,
            true,
            true,
            true,
            attention);
    LlamaConfig small = LlamaConfig.small(50, 18, 2, 3, 1, 12, attention);
    assertEquals(48, small.intermediateSize());
    for (LlamaConfig config :
        List.of(small, other, read(TINY + ", 'rope_scaling': {'type': 'linear', 'factor': 4}}"))) {
      assertEquals(config, read(new ObjectMapper().writeValueAsString(config.asMap())));
    }
  }

  @Test
  void anotherSizeKeepsWhatIsShared() {
    LlamaConfig tiny = LlamaConfig.tinyLlama(AttentionConfig.opt(AttentionMethod.VANILLA));
    LlamaConfig small = tiny.withSize(2, 96, 16, 64).withVocabSize(100);
    assertEquals(
        List.of(100, 96, 264, 2, 16, 2, 6, 64),
        List.of(
            small.vocabSize(),
            small.hiddenSize(),
            small.intermediateSize(),
            small.numHiddenLayers(),
            small.numAttentionHeads(),
            small.numKeyValueHeads(),
            small.headDim(),
            small.maxPositionEmbeddings()));
    assertEquals(2, tiny.withSize(2, 96, 12, 64).numKeyValueHeads(), "6 of 12 heads share");
    assertEquals(
        AttentionMethod.GATED, small.withMethod(AttentionMethod.GATED).attention().method());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'num_key_value_heads': 5 | num_attention_heads is 32 and num_key_value_heads 5; these must divide those",
        "'head_dim': 63 | head_dim is 63; rotary positions turn pairs, so it must be even",
        "'head_dim': 2000000000 | head_dim is 2000000000; it must be from 1 to 16777216",
        "'rope_theta': 0 | rope_theta is 0.0; it must be positive and finite",
        "'rope_scaling': 2 | rope_scaling is 2; it must be an object or null",
        "'rope_scaling': {'factor': 2} | rope_scaling.rope_type is missing; it can be default, linear or llama3",
        "'rope_scaling': {'type': 'dynamic', 'factor': 2} | rope_scaling.type is \"dynamic\"; it can be default, linear or llama3",
        "'rope_scaling': {'rope_type': 'yarn', 'factor': 2} | rope_scaling.rope_type is \"yarn\"; it can be default, linear or llama3",
        "'rope_scaling': {'rope_type': 'linear'} | rope_scaling.factor is missing; it must be a number",
        "'rope_scaling': {'rope_type': 'linear', 'factor': 0.5} | factor is 0.5; it must be at least 1 and finite",
        "'rope_scaling': {'rope_type': 'llama3', 'factor': 8, 'low_freq_factor': 4, 'high_freq_factor': 4, 'original_max_position_embeddings': 9} | high_freq_factor is 4.0 and low_freq_factor 4.0; the first must be larger",
        "'partial_rotary_factor': 0.5 | partial_rotary_factor is 0.5; only 1 is supported: all of a head turns",
        "'rope_scaling': {'type': 'linear', 'factor': 2}, 'rope_parameters': {} | rope_scaling is {\"type\":\"linear\",\"factor\":2}; leave it out where there is rope_parameters",
        "'hidden_size': 2050 | hidden_size is 2050 and num_attention_heads 32; the heads must divide the width",
        "'hidden_act': 'mish' | hidden_act is \"mish\"; it can be gelu, gelu_new, gelu_pytorch_tanh, relu, silu, swish",
      })
  void aWrongFieldIsNamedWithItsValueAndWhatWouldBeRight(String field, String message)
      throws IOException {
    String json =
        field.startsWith("'hidden_size")
            ? TINY.replace("'hidden_size': 2048", field)
            : TINY + ", " + field;
    Path file = ConfigFiles.write(folder, json + "}");
    assertEquals(
        file + ": " + message,
        assertThrows(IllegalArgumentException.class, () -> ModelConfig.read(file)).getMessage());
  }
}
