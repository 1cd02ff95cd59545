package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.SeesProbabilities;

class LanguageModelTest {
  private static final Probe EXPLICIT = new SeesProbabilities();

  private static LanguageModel bert(AttentionMethod method) {
    return new Bert(BertConfig.small(50, 16, 2, 2, 12, AttentionConfig.bert(method)));
  }

  private static LanguageModel opt(AttentionMethod method) {
    return new Opt(OptConfig.small(50, 16, 2, 2, 12, AttentionConfig.opt(method)));
  }

  private static LanguageModel llama(AttentionMethod method) {
    return new Llama(LlamaConfig.small(50, 16, 2, 2, 1, 12, AttentionConfig.opt(method)));
  }

  private static LanguageModel gpt2(AttentionMethod method) {
    return new Gpt2(Gpt2Config.small(50, 16, 2, 2, 12, AttentionConfig.opt(method)));
  }

  private static List<LanguageModel> all(AttentionMethod method) {
    Engine.seed(1);
    return List.of(bert(method), gpt2(method), llama(method), opt(method));
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void aProbeThatWantsProbabilitiesDoesNotChangeTheLoss(AttentionMethod method) {
    for (LanguageModel model : all(method)) {
      try (TensorScope scope = TensorScope.open();
          model) {
        Tensor ids = Tensors.ofIndices(new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 2, 6);
        Tensor labels =
            Tensors.ofIndices(new int[] {1, -100, 3, 4, 5, -100, 7, 8, 9, 10, 11, 12}, 2, 6);
        double fused = Tensors.item(model.loss(ids, labels, ForwardContext.EVALUATION));
        double explicit =
            Tensors.item(model.loss(ids, labels, ForwardContext.evaluation(EXPLICIT)));
        assertEquals(fused, explicit, 1e-5);
        assertEquals(Math.log(50), fused, 0.1);
      }
    }
  }

  @Test
  void aCausalModelDoesNotSeeTheFuture() {
    Engine.seed(1);
    for (LanguageModel model :
        List.of(
            opt(AttentionMethod.OUTEFFHOP),
            llama(AttentionMethod.OUTEFFHOP),
            gpt2(AttentionMethod.OUTEFFHOP))) {
      try (TensorScope scope = TensorScope.open();
          model) {
        Tensor a =
            model.logits(
                Tensors.ofIndices(new int[] {1, 2, 3, 4}, 1, 4), ForwardContext.EVALUATION);
        Tensor b =
            model.logits(
                Tensors.ofIndices(new int[] {1, 2, 3, 9}, 1, 4), ForwardContext.EVALUATION);
        assertTrue(Tensors.relativeDifference(a.narrow(1, 0, 3), b.narrow(1, 0, 3)) < 1e-6);
        assertTrue(Tensors.relativeDifference(a.narrow(1, 3, 1), b.narrow(1, 3, 1)) > 1e-3);
      }
    }
  }

  @Test
  void aMeanOverNothingIsRefused() {
    try (TensorScope scope = TensorScope.open();
        LanguageModel bert = bert(AttentionMethod.OUTEFFHOP);
        LanguageModel opt = opt(AttentionMethod.OUTEFFHOP)) {
      Tensor ids = Tensors.ofIndices(new int[] {1, 2, 3, 4}, 2, 2);
      Tensor none = Tensors.ofIndices(new int[] {-100, -100, -100, -100}, 2, 2);
      Tensor single = Tensors.ofIndices(new int[] {1, 2}, 2, 1);
      String unlabelled =
          "none of the 4 places has a label: all are -100, and the mean of no loss is no number";
      String alone =
          "sequences have 1 token; a decoder learns from at least 2, the second of which it is to say";
      requireRefused(unlabelled, () -> bert.loss(ids, none, ForwardContext.EVALUATION));
      Tensor ofBert = bert.logits(ids, ForwardContext.EVALUATION);
      requireRefused(unlabelled, () -> bert.crossEntropy(ofBert, none));
      requireRefused(alone, () -> opt.loss(single, single, ForwardContext.EVALUATION));
      Tensor ofOpt = opt.logits(single, ForwardContext.EVALUATION);
      requireRefused(alone, () -> opt.crossEntropy(ofOpt, single));
    }
  }

  private static void requireRefused(String message, Executable loss) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, loss).getMessage());
  }

  @Test
  void everyOutlierProbePointIsReached() {
    for (LanguageModel model : all(AttentionMethod.VANILLA)) {
      try (TensorScope scope = TensorScope.open();
          model) {
        Set<String> seen = new HashSet<>();
        Probe recorder =
            (name, activation) -> {
              seen.add(name);
              return activation;
            };
        model.logits(
            Tensors.ofIndices(new int[] {1, 2}, 1, 2), ForwardContext.evaluation(recorder));
        assertTrue(seen.containsAll(model.outlierProbePoints()), () -> seen + "");
      }
    }
  }

  @Test
  void aConfigurationNamesTheFieldAndBothValues() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> BertConfig.small(50, 10, 1, 3, 8, AttentionConfig.bert(AttentionMethod.VANILLA)));
    assertEquals(
        "hidden_size is 10 and num_attention_heads 3; the heads must divide the width",
        e.getMessage());
  }
}
