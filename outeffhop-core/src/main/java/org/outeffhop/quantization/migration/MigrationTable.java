package org.outeffhop.quantization.migration;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.Gpt2Config;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.ModelType;
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
public final class MigrationTable {
  /** The types of models whose pairs are known. */
  private static final Map<ModelType, Function<ModelConfig, List<MigrationPair>>> BY_TYPE =
      new EnumMap<>(
          Map.of(
              ModelType.BERT, config -> ofBert((BertConfig) config),
              ModelType.GPT2, config -> ofGpt2((Gpt2Config) config),
              ModelType.OPT, config -> new OptPairs((OptConfig) config).pairs(),
              ModelType.VIT, config -> ofVit((VisionTransformerConfig) config)));

  private MigrationTable() {}

  /**
   * The pairs of a model.
   *
   * @throws IllegalArgumentException for a type whose pairs are not known here
   */
  public static List<MigrationPair> of(ModelConfig config) {
    if (!BY_TYPE.containsKey(config.type())) {
      throw new IllegalArgumentException(
          "scales cannot be moved in a model of model_type %s; they can in %s"
              .formatted(config.type(), ModelType.list(BY_TYPE::containsKey)));
    }
    return BY_TYPE.get(config.type()).apply(config);
  }

  /**
   * The embedding's norm and every layer's output norm go into the next layer's query, key, value
   * and gate, and into a shortcut; every attention norm into {@code intermediate.dense} and a
   * shortcut; every value projection into {@code attention.output.dense}; with ReLU {@code
   * intermediate.dense} into {@code output.dense}.
   */
  private static List<MigrationPair> ofBert(BertConfig config) {
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
   * Every {@code ln_1} goes into {@code c_attn} and gates, every {@code ln_2} into {@code c_fc}.
   * Values have no pair, since they share a layer with queries and keys; the last norm goes into a
   * head that is not tied.
   */
  private static List<MigrationPair> ofGpt2(Gpt2Config config) {
    List<MigrationPair> pairs = new ArrayList<>();
    long width = config.nEmbd();
    for (int layer = 0; layer < config.nLayer(); layer++) {
      String name = "transformer.h." + layer;
      String self = name + ".attn";
      List<Consumer> attention =
          new AttentionInputs(self, width, config.nHead(), config.attention()).consumers();
      attention.add(Consumer.wholeTransposed(self + ".c_attn", width));
      pairs.add(MigrationPair.norm(name + ".ln_1", width, attention));
      pairs.add(
          MigrationPair.norm(
              name + ".ln_2", width, List.of(Consumer.wholeTransposed(name + ".mlp.c_fc", width))));
    }
    if (!config.tieWordEmbeddings()) {
      List<Consumer> head = List.of(Consumer.whole("lm_head", width));
      pairs.add(MigrationPair.norm("transformer.ln_f", width, head));
    }
    return pairs;
  }

  /**
   * Every {@code layernorm_before} goes into query, key, value and gate, every {@code
   * layernorm_after} into {@code intermediate.dense}, every value projection into {@code
   * attention.output.dense}, the last norm into the classifier.
   */
  private static List<MigrationPair> ofVit(VisionTransformerConfig config) {
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
