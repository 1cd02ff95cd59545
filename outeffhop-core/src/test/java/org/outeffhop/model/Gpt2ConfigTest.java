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

class Gpt2ConfigTest {
  private static final AttentionConfig VANILLA = AttentionConfig.opt(AttentionMethod.VANILLA);
  private static final String GPT2 =
      "{'model_type': 'gpt2', 'architectures': ['GPT2LMHeadModel'], 'vocab_size': 50257, 'n_ctx': 1024,"
          + " 'n_positions': 1024, 'n_embd': 768, 'n_layer': 12, 'n_head': 12";

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private Gpt2Config read(String json) throws IOException {
    return (Gpt2Config) ModelConfig.read(ConfigFiles.write(folder, json));
  }

  /** The first is the published file's selection of fields, the second that of a newer library. */
  @Test
  void gpt2IsReadFromItsFile() throws IOException {
    assertEquals(
        Gpt2Config.gpt2(VANILLA),
        read(
            GPT2
                + ", 'activation_function': 'gelu_new', 'attn_pdrop': 0.1, 'embd_pdrop': 0.1,"
                + " 'resid_pdrop': 0.1, 'initializer_range': 0.02, 'layer_norm_epsilon': 1e-05,"
                + " 'bos_token_id': 50256, 'summary_type': 'cls_index'}"));
    assertEquals(
        Gpt2Config.gpt2(VANILLA),
        read(
            GPT2
                + ", 'n_inner': null, 'scale_attn_weights': true, 'reorder_and_upcast_attn': false,"
                + " 'scale_attn_by_inverse_layer_idx': false, 'add_cross_attention': false}"));
  }

  /** What {@code GPT2LMHeadModel} counts of the four published sizes, its tied head once. */
  @ParameterizedTest
  @CsvSource({
    "768, 12, 12, 124439808",
    "1024, 24, 16, 354823168",
    "1280, 36, 20, 774030080",
    "1600, 48, 25, 1557611200",
  })
  void publishedModelsHaveTheirSize(int width, int layers, int heads, long parameters) {
    Gpt2Config config = Gpt2Config.small(50257, width, layers, heads, 1024, VANILLA);
    try (Gpt2 model = new Gpt2(config, Parameters.unallocated())) {
      assertEquals(parameters, model.parameters().count());
    }
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    AttentionConfig attention = AttentionConfig.opt(AttentionMethod.CLIPPED_OUTEFFHOP);
    Gpt2Config other =
        new Gpt2Config(
            50, 12, 18, 2, 3, 20, Activation.RELU, 0.1, 0.2, 0.3, 1e-6, 0.01, false, attention);
    for (Gpt2Config config : List.of(other, Gpt2Config.small(50, 18, 2, 3, 12, attention))) {
      assertEquals(config, read(new ObjectMapper().writeValueAsString(config.asMap())));
    }
  }

  @Test
  void anotherSizeAndMethod() {
    Gpt2Config small = Gpt2Config.gpt2(VANILLA).withSize(2, 96, 8, 64).withVocabSize(100);
    assertEquals(
        List.of(100, 96, 384, 2, 8, 64),
        List.of(
            small.vocabSize(),
            small.hiddenSize(),
            small.mlpSize(),
            small.numHiddenLayers(),
            small.numAttentionHeads(),
            small.maxPositionEmbeddings()));
    assertEquals(
        AttentionConfig.opt(AttentionMethod.GATED),
        small.withMethod(AttentionMethod.GATED).attention());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'scale_attn_weights': false | scale_attn_weights is false; only true is supported",
        "'scale_attn_by_inverse_layer_idx': true | scale_attn_by_inverse_layer_idx is true; only false is supported",
        "'reorder_and_upcast_attn': true | reorder_and_upcast_attn is true; only false is supported",
        "'add_cross_attention': true | add_cross_attention is true; only false is supported",
        "'n_inner': 0 | n_inner is 0; it must be a whole number from 1 to 2147483647",
        "'n_head': 7 | n_embd is 768 and n_head 7; the heads must divide the width",
        "'n_embd': 1200000000 | n_embd is 1200000000 and n_inner / n_embd 4; their product must be at most 2147483647",
        "'n_positions': null | n_positions is missing; it must be a whole number from 1 to 2147483647",
        "'activation_function': 'mish' | activation_function is \"mish\"; it can be gelu, gelu_new, gelu_pytorch_tanh, relu, silu, swish",
        "'resid_pdrop': 1 | resid_pdrop is 1.0; it must be in [0, 1)",
        "'layer_norm_epsilon': 0 | layer_norm_epsilon is 0.0; it must be positive and finite",
      })
  void aWrongFieldIsNamedWithItsValueAndWhatWouldBeRight(String field, String message)
      throws IOException {
    String name = field.substring(0, field.indexOf(':'));
    String json = GPT2.replaceFirst(", " + name + ": \\d+", "") + ", " + field;
    Path file = ConfigFiles.write(folder, json + "}");
    assertEquals(
        file + ": " + message,
        assertThrows(IllegalArgumentException.class, () -> ModelConfig.read(file)).getMessage());
  }
}
