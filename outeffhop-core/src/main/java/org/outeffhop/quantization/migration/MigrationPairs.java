package org.outeffhop.quantization.migration;

import java.util.ArrayList;
import java.util.List;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.nn.Activation;

/**
 * The places where scales can move, by architecture.
 *
 * <p>Left out everywhere, since nothing exact can be done: a perceptron whose activation is not
 * ReLU, sums of a pre-norm model, and the input of a matrix that is tied to the word embedding. A
 * post-norm model's last norm is left out since its output is the hidden state.
 */
public final class MigrationPairs {
  private MigrationPairs() {}

  /**
   * The pairs of a language model.
   *
   * @throws IllegalArgumentException for llama, whose pairs are not known here
   */
  public static List<MigrationPair> of(LanguageModelConfig config) {
    if (config instanceof OptConfig opt) {
      return of(opt);
    }
    if (config instanceof BertConfig bert) {
      return of(bert);
    }
    throw new IllegalArgumentException(
        "scales cannot be moved in a model of model_type \""
            + config.modelType()
            + "\"; they can in bert, opt and vit");
  }

  /**
   * The embedding's norm and every layer's output norm go into the next layer's query, key, value
   * and gate, and into a shortcut; every attention norm into {@code intermediate.dense} and a
   * shortcut; every value projection into {@code attention.output.dense}; with ReLU {@code
   * intermediate.dense} into {@code output.dense}.
   */
  public static List<MigrationPair> of(BertConfig config) {
    List<MigrationPair> pairs = new ArrayList<>();
    String norm = "bert.embeddings.LayerNorm";
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      String name = "bert.encoder.layer." + layer;
      addBertLayer(pairs, config, norm, name);
      norm = name + ".output.LayerNorm";
    }
    return pairs;
  }

  private static void addBertLayer(
      List<MigrationPair> pairs, BertConfig config, String normBefore, String name) {
    long width = config.hiddenSize();
    String self = name + ".attention.self";
    List<Consumer> attention =
        new AttentionInputs(self, width, config.numAttentionHeads(), config.attention())
            .consumers("query", "key", "value");
    pairs.add(
        MigrationPair.norm(normBefore, width, attention, name + ".attention.output.residual"));
    pairs.add(MigrationPair.value(self, "value", width, name + ".attention.output.dense"));
    pairs.add(
        MigrationPair.norm(
            name + ".attention.output.LayerNorm",
            width,
            List.of(Consumer.whole(name + ".intermediate.dense", width)),
            name + ".output.residual"));
    if (config.hiddenAct() == Activation.RELU) {
      pairs.add(
          MigrationPair.relu(
              name + ".intermediate.intermediate_act_fn",
              name + ".intermediate.dense",
              config.intermediateSize(),
              name + ".output.dense"));
    }
  }

  /**
   * Every layer's attention norm goes into its query, key, value and gate, its final norm into
   * {@code fc1}, its value projection into {@code out_proj}, with ReLU {@code fc1} into {@code
   * fc2}; the decoder's final norm into {@code project_out} where there is one. In post-norm models
   * a norm goes into what comes after it and a shortcut, as in BERT. Norms without gain and bias
   * have no pair.
   */
  public static List<MigrationPair> of(OptConfig config) {
    return new OptPairs(config).pairs();
  }

  /**
   * Every {@code layernorm_before} goes into query, key, value and gate, every {@code
   * layernorm_after} into {@code intermediate.dense}, every value projection into {@code
   * attention.output.dense}, the last norm into the classifier.
   */
  public static List<MigrationPair> of(VisionTransformerConfig config) {
    List<MigrationPair> pairs = new ArrayList<>();
    long width = config.hiddenSize();
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      String name = "vit.encoder.layer." + layer;
      String self = name + ".attention.attention";
      List<Consumer> attention =
          new AttentionInputs(self, width, config.numAttentionHeads(), config.attention())
              .consumers("query", "key", "value");
      pairs.add(MigrationPair.norm(name + ".layernorm_before", width, attention));
      pairs.add(MigrationPair.value(self, "value", width, name + ".attention.output.dense"));
      pairs.add(
          MigrationPair.norm(
              name + ".layernorm_after",
              width,
              List.of(Consumer.whole(name + ".intermediate.dense", width))));
    }
    pairs.add(
        MigrationPair.norm("vit.layernorm", width, List.of(Consumer.whole("classifier", width))));
    return pairs;
  }
}
