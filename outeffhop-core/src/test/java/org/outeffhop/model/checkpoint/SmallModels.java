package org.outeffhop.model.checkpoint;

import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.Gpt2Config;
import org.outeffhop.model.ImageModel;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.LlamaConfig;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.nn.ForwardContext;
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

  static LlamaConfig llama(AttentionMethod method) {
    return LlamaConfig.small(20, 8, 2, 2, 1, 9, AttentionConfig.opt(method));
  }

  static Gpt2Config gpt2(AttentionMethod method) {
    return Gpt2Config.small(20, 8, 2, 2, 9, AttentionConfig.opt(method));
  }

  static VisionTransformerConfig vit(AttentionMethod method) {
    return VisionTransformerConfig.grey(4, 2, 8, 2, 2, AttentionConfig.bert(method))
        .withLabels(List.of("cat", "dog", "Übermut"));
  }

  /** Of three series, whose segments are merged. */
  static StanHopConfig stanHop(AttentionMethod method) {
    return StanHopConfig.small(8, 3, AttentionConfig.opt(method))
        .withChannels(3)
        .withPatches(2, 2, 2)
        .withSize(2, 8, 2)
        .withDropout(0.1);
  }

  static List<ModelConfig> all(AttentionMethod method) {
    return List.of(
        bert(method), opt(method), llama(method), gpt2(method), vit(method), stanHop(method));
  }

  static List<String> names(ModelConfig config) {
    try (Model model = drawn(config)) {
      return List.copyOf(model.parameters().asMap().keySet());
    }
  }

  static LanguageModel drawn(LanguageModelConfig config) {
    return (LanguageModel) drawn((ModelConfig) config);
  }

  static Model drawn(ModelConfig config) {
    Engine.seed(7);
    Model model = config.create();
    Randomised.parameters(model.parameters());
    return model;
  }

  static void write(Path folder, ModelConfig config, Model model) {
    CheckpointWriter.FLOAT32.write(folder, config, model);
  }

  /** What the model says of five tokens, one image or one window of series. */
  static float[] output(Model model) {
    try (TensorScope scope = TensorScope.open()) {
      if (model instanceof StanHopNet net) {
        return Tensors.toFloats(
            net.forecast(Tensors.of(waves(24), 1, 8, 3), ForwardContext.EVALUATION));
      }
      return Tensors.toFloats(
          model instanceof TokenModel tokens ? ofTokens(tokens) : ofImage((ImageModel) model));
    }
  }

  private static Tensor ofTokens(TokenModel model) {
    Tensor ids = Tensors.ofIndices(new int[] {3, 1, 4, 1, 5}, 1, 5);
    return model instanceof LanguageModel language
        ? language.logits(ids, ForwardContext.EVALUATION)
        : model.hiddenStates(TokenBatch.of(ids), ForwardContext.EVALUATION);
  }

  private static Tensor ofImage(ImageModel model) {
    Tensor image = Tensors.of(waves(16), 1, 1, 4, 4);
    return model instanceof VisionTransformer classifier
        ? classifier.logits(image, ForwardContext.EVALUATION)
        : model.hiddenStates(image, ForwardContext.EVALUATION);
  }

  private static float[] waves(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) Math.sin(i);
    }
    return values;
  }
}
