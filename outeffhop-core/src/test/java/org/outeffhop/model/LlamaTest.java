package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Gradients;
import org.outeffhop.testing.Randomised;
import org.outeffhop.testing.SeesProbabilities;

/** Every field of a Llama's {@code config.json} that changes what is computed. */
class LlamaTest {
  private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6};
  private static final String SMALL =
      "{'model_type': 'llama', 'vocab_size': 11, 'hidden_size': 16, 'num_hidden_layers': 2,"
          + " 'num_attention_heads': 4, 'intermediate_size': 20, 'max_position_embeddings': 9";
  private static final String LLAMA3 =
      ", 'head_dim': 12, 'rope_theta': 50.0, 'rope_scaling': {'rope_type': 'llama3', 'factor': 8.0,"
          + " 'low_freq_factor': 1.0, 'high_freq_factor': 4.0,"
          + " 'original_max_position_embeddings': 40}";

  @TempDir private Path folder;

  private LlamaConfig config(String more) throws IOException {
    return (LlamaConfig) ModelConfig.read(ConfigFiles.write(folder, SMALL + more + "}"));
  }

  private static Llama drawn(LlamaConfig config) {
    Engine.seed(1);
    Llama model = new Llama(config);
    Randomised.parameters(model.parameters());
    return model;
  }

  private static Tensor ids() {
    return Tensors.ofIndices(IDS, 1, IDS.length);
  }

  private void requireAgreement(String more, int noOps, DoubleUnaryOperator scaling)
      throws IOException {
    LlamaConfig config = config(more);
    try (TensorScope scope = TensorScope.open();
        Llama model = drawn(config)) {
      double[] actual = Tensors.toDoubles(model.logits(ids(), ForwardContext.EVALUATION));
      PlainLlama plain = new PlainLlama(model, config, noOps, scaling);
      double[] expected =
          Arrays.stream(plain.logits(IDS)).flatMapToDouble(Arrays::stream).toArray();
      double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      assertArrayEquals(expected, actual, 1e-5 * largest);
      assertEquals(
          plain.loss(IDS),
          Tensors.item(model.loss(ids(), ids(), ForwardContext.EVALUATION)),
          1e-5 * largest);
    }
  }

  @Test
  void everyHeadWithKeysOfItsOwn() throws IOException {
    requireAgreement("", 0, f -> f);
  }

  @ParameterizedTest
  @CsvSource({"1, vanilla, 0", "2, vanilla, 0", "1, outeffhop, 1", "2, outeffhop, 1"})
  void headsThatShareKeys(int keyValueHeads, String method, int noOps) throws IOException {
    String more = ", 'num_key_value_heads': %d, 'attention_method': '%s'";
    requireAgreement(more.formatted(keyValueHeads, method), noOps, f -> f);
  }

  @Test
  void biasesATiedHeadAndAnotherBase() throws IOException {
    requireAgreement(
        ", 'attention_bias': true, 'mlp_bias': true, 'tie_word_embeddings': true,"
            + " 'rope_theta': 100, 'rms_norm_eps': 0.1",
        0,
        f -> f);
  }

  @Test
  void linearScalingUnderItsOldName() throws IOException {
    requireAgreement(", 'rope_scaling': {'type': 'linear', 'factor': 2.5}", 0, f -> f / 2.5);
    requireAgreement(
        ", 'rope_parameters': {'rope_type': 'linear', 'factor': 2.5, 'rope_theta': 30}",
        0,
        f -> f / 2.5);
  }

  /** Written by wavelengths, as Hugging Face does; here slow, middle and fast ones occur. */
  @Test
  void scalingOfLlama3WithHeadsOfAnotherSize() throws IOException {
    int[] kinds = new int[3];
    requireAgreement(
        LLAMA3 + ", 'num_key_value_heads': 2",
        0,
        f -> {
          double wavelength = 2 * Math.PI / f;
          if (wavelength < 40 / 4.0) {
            kinds[0]++;
            return f;
          }
          if (wavelength > 40 / 1.0) {
            kinds[1]++;
            return f / 8;
          }
          kinds[2]++;
          double smooth = (40 / wavelength - 1) / (4 - 1);
          return (1 - smooth) * f / 8 + smooth * f;
        });
    assertTrue(Arrays.stream(kinds).allMatch(count -> count > 0), Arrays.toString(kinds));
  }

  /** The derivative of the loops' loss by every parameter's first, middle and last element. */
  @ParameterizedTest
  @CsvSource({"vanilla, 0", "outeffhop, 1"})
  void gradientsAreTheFiniteDifferencesOfTheLoops(String method, int noOps) throws IOException {
    LlamaConfig config =
        config(
            ", 'num_key_value_heads': 2, 'attention_bias': true, 'attention_method': '"
                + method
                + "'");
    try (TensorScope scope = TensorScope.open();
        Llama model = drawn(config)) {
      model.loss(ids(), ids(), ForwardContext.EVALUATION).backward();
      PlainLlama plain = new PlainLlama(model, config, noOps, f -> f);
      Gradients.requireSlopes(model.parameters(), plain.weights(), () -> plain.loss(IDS));
    }
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void everyMethodIsTheSameOnBothPathsWithSharedKeysAndHeadsOfAnotherSize(AttentionMethod method)
      throws IOException {
    LlamaConfig config =
        config(LLAMA3 + ", 'num_key_value_heads': 2").withAttention(AttentionVariant.of(method));
    try (TensorScope scope = TensorScope.open();
        Llama model = drawn(config)) {
      Tensor fused = model.loss(ids(), ids(), ForwardContext.EVALUATION);
      Tensor explicit =
          model.loss(ids(), ids(), ForwardContext.evaluation(new SeesProbabilities()));
      assertEquals(Tensors.item(explicit), Tensors.item(fused), 1e-4);
      fused.backward();
      Gradients.requireAll(model.parameters(), method);
    }
  }

  @Test
  void attentionDropoutActsInTrainingOnly() throws IOException {
    try (TensorScope scope = TensorScope.open();
        Llama model = drawn(config(", 'attention_dropout': 0.5"))) {
      Tensor once = model.logits(ids(), ForwardContext.EVALUATION);
      ForwardContext training = new ForwardContext(new SeesProbabilities(), true, false);
      assertTrue(Tensors.relativeDifference(model.logits(ids(), training), once) > 1e-3);
      assertEquals(
          0, Tensors.relativeDifference(model.logits(ids(), ForwardContext.EVALUATION), once));
    }
  }
}
