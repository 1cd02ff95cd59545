package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Against the names in the published scripts, and the shapes in Hugging Face's decoder layer. */
class ScriptMeasuresTest {
  private static final AttentionConfig ATTENTION = AttentionConfig.opt(AttentionMethod.VANILLA);

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private static ScriptMeasures of(ModelConfig config) {
    try (Model model = config.create(Parameters.unallocated())) {
      return model.scriptMeasures().orElseThrow();
    }
  }

  private static Set<String> layers(int count, Collection<String> modules) {
    return IntStream.range(0, count)
        .boxed()
        .flatMap(layer -> modules.stream().map(module -> "model.decoder.layers." + layer + module))
        .collect(Collectors.toSet());
  }

  /** Five modules a layer and the final norm; two of the five see a matrix of tokens. */
  @Test
  void of24OfThe61ModulesOfOpt125mEveryTokenIsASample() {
    ScriptMeasures opt = of(OptConfig.opt125m(ATTENTION));
    Set<String> ofLayers =
        layers(
            12,
            List.of(
                "", ".fc2", ".final_layer_norm", ".self_attn.out_proj", ".self_attn_layer_norm"));
    Set<String> all = new LinkedHashSet<>(ofLayers);
    all.add("model.decoder.final_layer_norm");
    assertEquals(61, opt.averaged().size());
    assertEquals(all, opt.averaged());
    assertEquals(ofLayers, opt.compared());
    assertEquals(24, opt.flattened().size());
    assertEquals(layers(12, List.of(".fc2", ".final_layer_norm")), opt.flattened());
    assertEquals(OptionalInt.of(4), opt.calibrationBatches());
  }

  /** There the last norm of a layer comes after its output has three axes again. */
  @Test
  void ofAPostNormOptOnlyThePerceptronSeesTokens() {
    OptConfig small = OptConfig.small(20, 8, 2, 2, 9, ATTENTION);
    OptConfig postNorm =
        new OptConfig(
            small.vocabSize(),
            small.hiddenSize(),
            small.wordEmbedProjDim(),
            small.numHiddenLayers(),
            small.numAttentionHeads(),
            small.ffnDim(),
            small.maxPositionEmbeddings(),
            small.activationFunction(),
            false,
            0,
            0,
            small.initStd(),
            true,
            true,
            true,
            false,
            ATTENTION);
    assertEquals(layers(2, List.of(".fc2")), of(postNorm).flattened());
    assertEquals(of(postNorm).averaged(), of(postNorm).compared());
  }

  /** All that the model shows but for scores, contexts, sums within a block, and the patches. */
  @Test
  void ofAVisionTransformerEveryModuleIsAveragedOver() {
    VisionTransformerConfig config = VisionTransformerConfig.grey(8, 2, 16, 3, 2, ATTENTION);
    Set<String> shown = new LinkedHashSet<>();
    Probe probe =
        (name, x) -> {
          shown.add(name);
          return x;
        };
    try (VisionTransformer model = config.create(new Parameters());
        TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      model.logits(Tensors.zeros(ScalarType.Float, 1, 1, 8, 8), ForwardContext.evaluation(probe));
      shown.removeIf(name -> name.matches("inputs|.*\\.(residual|context)"));
      ScriptMeasures vit = model.scriptMeasures().orElseThrow();
      assertEquals(shown, vit.averaged());
      assertEquals(3 * 10 + 4, vit.averaged().size());
      assertEquals(Set.copyOf(model.outlierProbePoints()), vit.compared());
      assertEquals(Set.of(), vit.flattened());
    }
  }

  @Test
  void bertIsMeasuredAsHere() {
    BertConfig config = BertConfig.small(20, 8, 2, 2, 9, ATTENTION);
    for (Model model :
        List.of(
            config.create(Parameters.unallocated()),
            config.createHeadless(Parameters.unallocated()))) {
      ScriptMeasures bert = model.scriptMeasures().orElseThrow();
      assertEquals(Set.copyOf(model.outlierProbePoints()), bert.averaged());
      assertEquals(bert.averaged(), bert.compared());
      assertFalse(bert.calibrationBatches().isPresent());
      model.close();
    }
  }

  @Test
  void noScriptKnowsTheOthers() {
    for (ModelConfig config :
        List.of(
            Gpt2Config.small(20, 8, 2, 2, 9, ATTENTION),
            LlamaConfig.small(20, 8, 2, 2, 1, 9, ATTENTION),
            StanHopConfig.small(12, 6, ATTENTION))) {
      try (Model model = config.create(Parameters.unallocated())) {
        assertEquals(Optional.empty(), model.scriptMeasures());
      }
    }
  }
}
