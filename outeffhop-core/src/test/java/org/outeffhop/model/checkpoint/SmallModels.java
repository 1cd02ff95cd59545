package org.outeffhop.model.checkpoint;

import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.ImageModel;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.LlamaConfig;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.OptConfig;
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

  static VisionTransformerConfig vit(AttentionMethod method) {
    return VisionTransformerConfig.grey(4, 2, 8, 2, 2, AttentionConfig.bert(method))
        .withLabels(List.of("cat", "dog", "Übermut"));
  }

  static List<ModelConfig> all(AttentionMethod method) {
    return List.of(bert(method), opt(method), llama(method), vit(method));
  }

  static List<String> names(ModelConfig config) {
    try (Model model = drawn(config)) {
      return List.copyOf(model.parameters().asMap().keySet());
    }
  }

  static LanguageModel drawn(LanguageModelConfig config) {
    Engine.seed(7);
    LanguageModel model = config.create();
    Randomised.parameters(model.parameters());
    return model;
  }

  static Model drawn(ModelConfig config) {
    if (config instanceof LanguageModelConfig language) {
      return drawn(language);
    }
    Engine.seed(7);
    Model model = new VisionTransformer((VisionTransformerConfig) config);
    Randomised.parameters(model.parameters());
    return model;
  }

  static void write(Path folder, ModelConfig config, Model model) {
    if (config instanceof LanguageModelConfig language) {
      CheckpointWriter.FLOAT32.write(folder, language, (TokenModel) model, null);
    } else {
      CheckpointWriter.FLOAT32.write(folder, (VisionTransformerConfig) config, (ImageModel) model);
    }
  }

  /** What the model says, logits or hidden states, of five tokens or one image. */
  static float[] output(Model model) {
    try (TensorScope scope = TensorScope.open()) {
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
    float[] pixels = new float[16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) Math.sin(i);
    }
    Tensor image = Tensors.of(pixels, 1, 1, 4, 4);
    return model instanceof VisionTransformer classifier
        ? classifier.logits(image, ForwardContext.EVALUATION)
        : model.hiddenStates(image, ForwardContext.EVALUATION);
  }
}
