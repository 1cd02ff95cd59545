package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Gradients;
import org.outeffhop.testing.Randomised;
import org.outeffhop.testing.SeesProbabilities;

/** Models whose attention classifies keys. */
class ClassifiedAttentionTest {
  private static final String CLASSIFIED = "outeffhop:classifier=norm-z-score:0.5";

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private static List<LanguageModelConfig> configs() {
    AttentionConfig opt = AttentionConfig.opt(AttentionMethod.VANILLA);
    AttentionConfig bert = AttentionConfig.bert(AttentionMethod.VANILLA);
    return List.of(
        OptConfig.small(11, 12, 2, 2, 9, opt),
        Gpt2Config.small(11, 12, 2, 2, 9, opt),
        LlamaConfig.small(11, 16, 2, 4, 2, 9, opt),
        BertConfig.small(11, 12, 2, 2, 9, bert));
  }

  private static Tensor ids() {
    return Tensors.ofIndices(new int[] {1, 5, 3, 8, 10, 2, 7, 7, 4, 9, 6, 2, 3, 1, 5, 8}, 2, 8);
  }

  /** The names of probe points, in the order of a pass. */
  private static List<String> points(LanguageModel model) {
    List<String> names = new ArrayList<>();
    Tensor unused =
        model.logits(
            ids(),
            ForwardContext.evaluation(
                new Probe() {
                  @Override
                  public Tensor at(String name, Tensor activation) {
                    names.add(name);
                    return activation;
                  }

                  @Override
                  public boolean wantsAttentionProbabilities() {
                    return true;
                  }
                }));
    return names;
  }

  @Test
  void everyModelTrainsAndIsSeenAtTheSamePoints() {
    for (LanguageModelConfig config : configs()) {
      try (TensorScope scope = TensorScope.open();
          LanguageModel plain = config.withMethod(AttentionMethod.OUTEFFHOP).create();
          LanguageModel model = config.withAttention(AttentionVariant.of(CLASSIFIED)).create()) {
        Randomised.parameters(model.parameters());
        Tensor fused = model.loss(ids(), ids(), ForwardContext.EVALUATION);
        Tensor explicit =
            model.loss(ids(), ids(), ForwardContext.evaluation(new SeesProbabilities()));
        assertEquals(Tensors.item(explicit), Tensors.item(fused), 1e-5);
        fused.backward();
        Gradients.requireAll(model.parameters(), config.type());
        assertEquals(points(plain), points(model));
        plain.parameters().asMap().forEach((name, value) -> copy(model, name, value));
        assertTrue(
            Tensors.relativeDifference(
                    model.logits(ids(), ForwardContext.EVALUATION),
                    plain.logits(ids(), ForwardContext.EVALUATION))
                > 1e-4,
            "its keys are classified");
      }
    }
  }

  private static void copy(LanguageModel model, String name, Tensor value) {
    model.parameters().asMap().get(name).variable_data().copy_(value.detach());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {CLASSIFIED, "gated-outeffhop:classifier=top-k:cosine:3", "outeffhop", "vanilla"})
  void theFileSaysIt(String variant) throws IOException {
    for (LanguageModelConfig config : configs()) {
      ModelConfig chosen = config.withAttention(AttentionVariant.of(variant));
      assertEquals(variant, chosen.attention().variant().toString());
      assertEquals(
          chosen,
          ModelConfig.read(
              ConfigFiles.write(folder, new ObjectMapper().writeValueAsString(chosen.asMap()))));
    }
  }

  @Test
  void whatCannotClassifyRefusesByName() throws IOException {
    requireMessage(
        "attention_no_op_classifier is norm-z-score:0.5; STanHop-Nets do not classify keys: only none is supported",
        () ->
            StanHopConfig.small(4, 2, AttentionConfig.opt(AttentionMethod.OUTEFFHOP))
                .withAttention(AttentionVariant.of(CLASSIFIED)));
    ModelConfig config = configs().get(0).withAttention(AttentionVariant.of(CLASSIFIED));
    try (Model model = config.create()) {
      requireMessage(
          "attention_no_op_classifier is norm-z-score:0.5; ONNX graphs do not classify keys: only none is supported",
          () -> OnnxExport.of(config, model, new Precision.Float32()));
    }
    Path file =
        ConfigFiles.write(
            folder,
            new ObjectMapper()
                .writeValueAsString(config.asMap())
                .replace("\"outeffhop\"", "\"vanilla\""));
    requireMessage(
        file
            + ": attention_no_op_classifier is \"norm-z-score:0.5\"; attention vanilla has no no-op class, to which the classifier norm-z-score:0.5 could send keys; outeffhop, clipped-outeffhop, gated-outeffhop, learned-sink have one",
        () -> ModelConfig.read(file));
  }

  private static void requireMessage(
      String message, org.junit.jupiter.api.function.Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
