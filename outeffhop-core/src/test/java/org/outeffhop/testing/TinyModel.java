package org.outeffhop.testing;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.Gpt2Config;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.LlamaConfig;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Parameters;

/**
 * A shape of a model that is as small as the config permits in some way: one head, one layer, one
 * channel, one patch, one segment, sequences of one token.
 *
 * @param lengths of sequences that it takes; of models over images and series there is but one
 */
public record TinyModel(ModelConfig config, boolean headless, List<Integer> lengths) {
  /** The fewest tokens of a vocabulary here; three tell whether a row of a table is mistaken. */
  private static final int VOCABULARY = 3;

  private static final List<Integer> FIXED = List.of(1);

  /** Shapes of every model with an attention method. */
  public static List<TinyModel> all(AttentionMethod method) {
    AttentionConfig bert = AttentionConfig.bert(method);
    AttentionConfig opt = AttentionConfig.opt(method);
    List<TinyModel> models = new ArrayList<>();
    models.add(text(BertConfig.small(VOCABULARY, 4, 1, 1, 5, bert), false));
    models.add(text(BertConfig.small(VOCABULARY, 6, 2, 3, 5, bert), true));
    models.add(text(Gpt2Config.small(VOCABULARY, 4, 1, 1, 5, opt), false));
    models.add(text(LlamaConfig.small(VOCABULARY, 4, 1, 1, 1, 5, opt), false));
    models.add(text(LlamaConfig.small(VOCABULARY, 12, 2, 6, 3, 5, opt), false));
    models.add(text(OptConfig.small(VOCABULARY, 4, 1, 1, 5, opt), false));
    models.add(text(OptConfig.small(VOCABULARY, 9, 2, 3, 5, opt), false));
    models.add(images(VisionTransformerConfig.grey(1, 1, 4, 1, 1, opt), 1));
    models.add(images(VisionTransformerConfig.grey(3, 3, 6, 1, 3, opt), 3));
    models.add(images(VisionTransformerConfig.grey(6, 2, 4, 2, 1, opt).withRegisterTokens(1), 3));
    models.add(series(1, 1, 1, 6, 1, opt));
    models.add(series(7, 1, 1, 6, 1, opt));
    models.add(series(5, 3, 2, 1, 2, opt));
    models.add(series(13, 7, 3, 6, 2, opt));
    return models;
  }

  /** A forecast of one step from one, by a model whose activations are single numbers. */
  public static TinyModel ofWidthOne(AttentionMethod method) {
    StanHopConfig config = StanHopConfig.small(1, 1, AttentionConfig.opt(method));
    return new TinyModel(config.withPatches(1, 2, 2).withSize(1, 1, 1), false, FIXED);
  }

  private static TinyModel text(LanguageModelConfig config, boolean headless) {
    return new TinyModel(config, headless, List.of(1, 2, 5));
  }

  /** Of two classes. */
  private static TinyModel images(VisionTransformerConfig config, int channels) {
    return new TinyModel(
        config.withData(config.imageSize(), channels, List.of("no", "yes")), false, FIXED);
  }

  private static TinyModel series(
      int context, int horizon, int channels, int segment, int blocks, AttentionConfig attention) {
    return new TinyModel(
        StanHopConfig.small(context, horizon, attention)
            .withChannels(channels)
            .withPatches(segment, 2, 2)
            .withSize(blocks, 4, blocks),
        false,
        FIXED);
  }

  /** Whether the model reads tokens of any length. */
  public boolean readsText() {
    return config instanceof LanguageModelConfig;
  }

  /** A model with weights of which none is at its initial value. */
  public Model create() {
    Model model =
        headless ? config.createHeadless(new Parameters()) : config.create(new Parameters());
    Randomised.parameters(model.parameters());
    return model;
  }

  /** Inputs drawn at random. */
  public Tensor inputs(long batch, long length) {
    if (config instanceof VisionTransformerConfig images) {
      return torch.randn(batch, images.numChannels(), images.imageSize(), images.imageSize());
    }
    if (config instanceof StanHopConfig series) {
      return torch.randn(batch, series.contextLength(), series.numInputChannels());
    }
    return torch.randint(VOCABULARY, new long[] {batch, length});
  }

  /** What the model's graph gives. */
  public static Tensor output(Model model, Tensor inputs, ForwardContext context) {
    if (model instanceof VisionTransformer images) {
      return images.logits(inputs, context);
    }
    if (model instanceof StanHopNet series) {
      return series.forecast(inputs, context);
    }
    return model instanceof LanguageModel language
        ? language.logits(inputs, context)
        : ((BertEncoder) model).hiddenStates(TokenBatch.of(inputs), context);
  }

  @Override
  public String toString() {
    return config.type() + (headless ? " without a head, " : ", ") + config;
  }
}
