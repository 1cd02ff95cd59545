package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Randomised;

/** Every field of an OPT's {@code config.json} that changes what is computed. */
class OptVariantsTest {
  private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6};
  private static final String SMALL =
      "{'model_type': 'opt', 'vocab_size': 11, 'hidden_size': 8, 'num_hidden_layers': 2,"
          + " 'num_attention_heads': 2, 'ffn_dim': 20, 'max_position_embeddings': 9";

  @TempDir private Path folder;

  private void requireAgreement(String more, DoubleUnaryOperator activation) throws IOException {
    OptConfig config = (OptConfig) ModelConfig.read(ConfigFiles.write(folder, SMALL + more + "}"));
    Engine.seed(1);
    try (TensorScope scope = TensorScope.open();
        Opt model = new Opt(config)) {
      Randomised.parameters(model.parameters());
      double[] actual =
          Tensors.toDoubles(
              model.logits(Tensors.ofIndices(IDS, 1, IDS.length), ForwardContext.EVALUATION));
      double[] expected =
          Arrays.stream(new PlainOpt(model, config, activation).logits(IDS))
              .flatMapToDouble(Arrays::stream)
              .toArray();
      assertArrayEquals(
          expected, actual, 1e-5 * Arrays.stream(expected).map(Math::abs).max().orElseThrow());
    }
  }

  private static double relu(double x) {
    return Math.max(x, 0);
  }

  @Test
  void asPublished() throws IOException {
    requireAgreement("", OptVariantsTest::relu);
  }

  @Test
  void postNormWithProjectionsAsOpt350m() throws IOException {
    requireAgreement(
        ", 'do_layer_norm_before': false, 'word_embed_proj_dim': 6", OptVariantsTest::relu);
  }

  @Test
  void untiedHeadWithSilu() throws IOException {
    requireAgreement(
        ", 'tie_word_embeddings': false, 'activation_function': 'silu', 'word_embed_proj_dim': 5",
        x -> x / (1 + Math.exp(-x)));
  }

  @Test
  void withoutBiasesAndGainsWithTanhGelu() throws IOException {
    requireAgreement(
        ", 'enable_bias': false, 'layer_norm_elementwise_affine': false,"
            + " 'activation_function': 'gelu_new'",
        x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))));
  }

  @Test
  void withoutTheFinalNorm() throws IOException {
    requireAgreement(", '_remove_final_layer_norm': true", OptVariantsTest::relu);
  }
}
