package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Gradients;
import org.outeffhop.testing.Randomised;
import org.outeffhop.testing.SeesProbabilities;

/** GPT-2 against loops in float64 that read its weights as files have them. */
class Gpt2Test {
  private static final int[] IDS = {3, 1, 4, 1, 5, 9, 2, 6};
  private static final String SMALL =
      "{'model_type': 'gpt2', 'vocab_size': 11, 'n_embd': 16, 'n_layer': 2, 'n_head': 4,"
          + " 'n_positions': 9";

  @TempDir private Path folder;

  private Gpt2Config config(String more) throws IOException {
    return (Gpt2Config) ModelConfig.read(ConfigFiles.write(folder, SMALL + more + "}"));
  }

  private static Gpt2 drawn(Gpt2Config config) {
    Engine.seed(1);
    Gpt2 model = new Gpt2(config);
    Randomised.parameters(model.parameters());
    return model;
  }

  private static Tensor ids() {
    return Tensors.ofIndices(IDS, 1, IDS.length);
  }

  private static void requireAgreement(Gpt2Config config) {
    try (TensorScope scope = TensorScope.open();
        Gpt2 model = drawn(config)) {
      PlainGpt2 plain = new PlainGpt2(model, config);
      double[] expected = flat(plain.logits(IDS));
      double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      assertArrayEquals(
          expected,
          Tensors.toDoubles(model.logits(ids(), ForwardContext.EVALUATION)),
          1e-5 * largest);
      assertEquals(
          plain.loss(IDS),
          Tensors.item(model.loss(ids(), ids(), ForwardContext.EVALUATION)),
          1e-5 * largest);
    }
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SPARSEMAX", "ENTMAX"})
  void logitsAndLossAreThoseOfTheLoops(AttentionMethod method) throws IOException {
    requireAgreement(config(", 'attention_method': '" + method + "'"));
  }

  @Test
  void aWideHiddenLayerAHeadOfItsOwnAndAnotherEpsilon() throws IOException {
    requireAgreement(
        config(", 'n_inner': 20, 'tie_word_embeddings': false, 'layer_norm_epsilon': 0.1"));
  }

  /** Places count from the first token, so that padding in front takes places too. */
  @ParameterizedTest
  @ValueSource(strings = {"vanilla", "outeffhop", "gated"})
  void paddingOnEitherSideIsThatOfTheLoops(String method) throws IOException {
    Gpt2Config config = config(", 'attention_method': '" + method + "'");
    int[] padded = {0, 0, 5, 9, 2, 6, 0, 0};
    boolean[] visible = {false, false, true, true, true, true, false, false};
    try (TensorScope scope = TensorScope.open();
        Gpt2 model = drawn(config)) {
      Tensor batch = Tensors.ofIndices(padded, 1, padded.length);
      Tensor actual =
          model.logits(
              TokenBatch.padded(batch, batch.ne(new Scalar(0))), ForwardContext.EVALUATION);
      double[][] expected = new PlainGpt2(model, config).logits(padded, visible);
      assertArrayEquals(
          flat(Arrays.copyOfRange(expected, 2, 6)),
          Tensors.toDoubles(actual.narrow(1, 2, 4)),
          1e-4);
    }
  }

  /** The derivative of the loops' loss by every parameter's first, middle and last element. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SPARSEMAX", "ENTMAX"})
  void gradientsAreTheFiniteDifferencesOfTheLoops(AttentionMethod method) throws IOException {
    Gpt2Config config = config(", 'attention_method': '" + method + "'");
    try (TensorScope scope = TensorScope.open();
        Gpt2 model = drawn(config)) {
      model.loss(ids(), ids(), ForwardContext.EVALUATION).backward();
      PlainGpt2 plain = new PlainGpt2(model, config);
      Gradients.requireSlopes(model.parameters(), plain.weights(), () -> plain.loss(IDS));
    }
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void everyMethodIsTheSameOnBothPaths(AttentionMethod method) throws IOException {
    try (TensorScope scope = TensorScope.open();
        Gpt2 model = drawn(config("").withAttention(AttentionVariant.of(method)))) {
      Tensor fused = model.loss(ids(), ids(), ForwardContext.EVALUATION);
      Tensor explicit =
          model.loss(ids(), ids(), ForwardContext.evaluation(new SeesProbabilities()));
      assertEquals(Tensors.item(explicit), Tensors.item(fused), 1e-4);
      fused.backward();
      Gradients.requireAll(model.parameters(), method);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resid_pdrop", "embd_pdrop", "attn_pdrop"})
  void everyDropoutActsInTrainingOnly(String field) throws IOException {
    String others = ", 'resid_pdrop': 0, 'embd_pdrop': 0, 'attn_pdrop': 0";
    try (TensorScope scope = TensorScope.open();
        Gpt2 model = drawn(config(others.replace("'" + field + "': 0", "'" + field + "': 0.5")))) {
      Tensor once = model.logits(ids(), ForwardContext.EVALUATION);
      ForwardContext training = new ForwardContext(new SeesProbabilities(), true, false);
      assertTrue(Tensors.relativeDifference(model.logits(ids(), training), once) > 1e-3);
      assertEquals(
          0, Tensors.relativeDifference(model.logits(ids(), ForwardContext.EVALUATION), once));
    }
  }

  /** 0.02, and 0.02 / sqrt(2 * 8) = 0.005 where a layer adds to the residual stream. */
  @Test
  void initialWeightsAreThoseOfHuggingFace() {
    AttentionConfig vanilla = AttentionConfig.opt(AttentionMethod.VANILLA);
    Engine.seed(1);
    try (TensorScope scope = TensorScope.open();
        Gpt2 model = new Gpt2(Gpt2Config.small(100, 64, 8, 4, 32, vanilla))) {
      Map<String, Tensor> parameters = model.parameters().asMap();
      for (String module : List.of("wte", "wpe", "h.0.attn.c_attn", "h.7.mlp.c_fc")) {
        assertEquals(0.02, std(parameters.get("transformer." + module + ".weight")), 0.002);
      }
      for (String module : List.of("h.0.attn.c_proj", "h.7.mlp.c_proj")) {
        assertEquals(0.005, std(parameters.get("transformer." + module + ".weight")), 0.0005);
        assertEquals(0, std(parameters.get("transformer." + module + ".bias")));
      }
    }
  }

  private static double std(Tensor tensor) {
    return Tensors.item(tensor.detach().std());
  }
}
