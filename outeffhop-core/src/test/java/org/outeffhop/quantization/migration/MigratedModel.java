package org.outeffhop.quantization.migration;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.GateKind;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.Gpt2Config;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.nn.Activation;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Randomised;

/** A small model of drawn weights with its pairs and its outputs on a fixed batch. */
record MigratedModel(
    String name,
    Parameters parameters,
    List<MigrationPair> pairs,
    Function<ForwardContext, Tensor> forward)
    implements AutoCloseable {
  static Stream<MigratedModel> all() {
    Engine.seed(5);
    AttentionConfig outeffhop = AttentionConfig.bert(AttentionMethod.OUTEFFHOP);
    AttentionConfig gated = gated(GateKind.PER_TOKEN_MLP);
    return Stream.of(
        text("bert", BertConfig.small(20, 16, 3, 2, 9, outeffhop)),
        text("bert, gates of all features", bertWithRelu(gated(GateKind.ALL_FEATURES))),
        text("bert, gates by perceptrons", BertConfig.small(20, 16, 2, 2, 9, gated)),
        text("opt", OptConfig.small(20, 16, 2, 2, 9, outeffhop)),
        text("opt, gates a token", OptConfig.small(20, 16, 2, 2, 9, gated(GateKind.PER_TOKEN))),
        text("opt, post-norm, projecting", opt(8, false, true, outeffhop)),
        text("opt, projecting", opt(8, true, true, gated(GateKind.PER_HEAD))),
        text("opt, plain norms", opt(16, true, false, outeffhop)),
        text("gpt2", Gpt2Config.small(20, 16, 2, 2, 9, outeffhop)),
        text("gpt2, gates a token", gpt2(gated(GateKind.PER_TOKEN))),
        image("vit", outeffhop),
        image("vit, gates a head", gated(GateKind.UNCONDITIONAL)),
        image("vit, gates by perceptrons", gated));
  }

  private static AttentionConfig gated(GateKind kind) {
    return new AttentionConfig(AttentionMethod.GATED, -0.025, kind, 0.5);
  }

  private static BertConfig bertWithRelu(AttentionConfig attention) {
    return new BertConfig(
        20, 16, 2, 2, 24, 9, 2, Activation.RELU, 0, 0, 1e-12, 0.02, true, attention);
  }

  private static OptConfig opt(
      int projection, boolean preNorm, boolean affine, AttentionConfig attention) {
    return new OptConfig(
        20,
        16,
        projection,
        2,
        2,
        24,
        9,
        Activation.RELU,
        preNorm,
        0,
        0,
        0.02,
        true,
        true,
        affine,
        false,
        attention);
  }

  private static Gpt2Config gpt2(AttentionConfig attention) {
    return new Gpt2Config(
        20, 9, 16, 2, 2, 24, Activation.GELU_TANH, 0, 0, 0, 1e-5, 0.02, false, attention);
  }

  private static MigratedModel text(String name, LanguageModelConfig config) {
    LanguageModel model = config.create();
    Tensor ids = Tensors.ofIndices(new int[] {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8}, 2, 6);
    return drawn(name, model.parameters(), MigrationTable.of(config), ids, model::logits);
  }

  private static MigratedModel image(String name, AttentionConfig attention) {
    VisionTransformerConfig config =
        VisionTransformerConfig.grey(8, 2, 16, 2, 2, attention).withRegisterTokens(1);
    VisionTransformer model = new VisionTransformer(config);
    Tensor images = torch.randn(3, 1, 8, 8);
    return drawn(name, model.parameters(), MigrationTable.of(config), images, model::logits);
  }

  private interface Forward {
    Tensor of(Tensor batch, ForwardContext context);
  }

  private static MigratedModel drawn(
      String name, Parameters parameters, List<MigrationPair> pairs, Tensor batch, Forward model) {
    Randomised.parameters(parameters);
    return new MigratedModel(name, parameters, pairs, context -> model.of(batch, context));
  }

  /** Float64 copies of the logits. */
  double[] logits(ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      return Tensors.toDoubles(forward.apply(context));
    }
  }

  /** A channel range pass over the batch. */
  ChannelRanges ranges() {
    ChannelRanges ranges = new ChannelRanges(pairs);
    logits(ForwardContext.evaluation(ranges));
    return ranges;
  }

  @Override
  public void close() {
    parameters.close();
  }

  @Override
  public String toString() {
    return name;
  }
}
