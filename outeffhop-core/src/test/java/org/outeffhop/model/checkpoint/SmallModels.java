package org.outeffhop.model.checkpoint;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Randomised;

/** Models of two layers for tests of their files. */
final class SmallModels {
  private SmallModels() {}

  static BertConfig bert(AttentionMethod method) {
    return BertConfig.small(20, 8, 2, 2, 9, AttentionConfig.bert(method));
  }

  static OptConfig opt(AttentionMethod method) {
    return OptConfig.small(20, 8, 2, 2, 9, AttentionConfig.opt(method));
  }

  static List<String> bertNames() {
    return names(bert(AttentionMethod.VANILLA));
  }

  static List<String> optNames() {
    return names(opt(AttentionMethod.VANILLA));
  }

  private static List<String> names(LanguageModelConfig config) {
    try (LanguageModel model = config.create()) {
      return List.copyOf(model.parameters().asMap().keySet());
    }
  }

  static LanguageModel drawn(LanguageModelConfig config) {
    Engine.seed(7);
    LanguageModel model = config.create();
    Randomised.parameters(model.parameters());
    return model;
  }

  /** What the model says, logits or hidden states, of five tokens. */
  static float[] output(TokenModel model) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor ids = Tensors.ofIndices(new int[] {3, 1, 4, 1, 5}, 1, 5);
      return Tensors.toFloats(
          model instanceof LanguageModel language
              ? language.logits(ids, ForwardContext.EVALUATION)
              : model.hiddenStates(TokenBatch.of(ids), ForwardContext.EVALUATION));
    }
  }
}
