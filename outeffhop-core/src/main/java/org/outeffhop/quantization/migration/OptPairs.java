package org.outeffhop.quantization.migration;

import java.util.ArrayList;
import java.util.List;
import org.outeffhop.model.OptConfig;
import org.outeffhop.nn.Activation;

/**
 * The places where scales can move in an OPT decoder. Every layer's attention norm goes into its
 * query, key, value and gate, its final norm into {@code fc1}, its value projection into {@code
 * out_proj}, with ReLU {@code fc1} into {@code fc2}; the decoder's final norm into {@code
 * project_out} where there is one. In post-norm models a norm goes into what comes after it and a
 * shortcut, as in BERT. Norms without gain and bias have no pair.
 */
final class OptPairs {
  private static final String DECODER = "model.decoder.";

  private final OptConfig config;
  private final long width;
  private final List<MigrationPair> pairs = new ArrayList<>();

  OptPairs(OptConfig config) {
    this.config = config;
    this.width = config.hiddenSize();
  }

  List<MigrationPair> pairs() {
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      if (config.layerNormElementwiseAffine()) {
        addNorms(layer);
      }
      addMatrices(name(layer));
    }
    boolean projects = config.wordEmbedProjDim() != config.hiddenSize();
    if (projects && config.layerNormElementwiseAffine()) {
      addLastNorm();
    }
    return pairs;
  }

  private static String name(int layer) {
    return DECODER + "layers." + layer;
  }

  private void addNorms(int layer) {
    String name = name(layer);
    List<Consumer> fc1 = List.of(Consumer.whole(name + ".fc1", width));
    if (config.doLayerNormBefore()) {
      pairs.add(MigrationPair.norm(name + ".self_attn_layer_norm", width, attention(name)));
      pairs.add(MigrationPair.norm(name + ".final_layer_norm", width, fc1));
      return;
    }
    pairs.add(
        MigrationPair.norm(name + ".self_attn_layer_norm", width, fc1, name + ".fc2.residual"));
    if (layer + 1 < config.numHiddenLayers()) {
      String next = name(layer + 1);
      pairs.add(
          MigrationPair.norm(
              name + ".final_layer_norm", width, attention(next), next + ".self_attn.residual"));
    }
  }

  private List<Consumer> attention(String name) {
    return new AttentionInputs(
            name + ".self_attn", width, config.numAttentionHeads(), config.attention())
        .consumers("q_proj", "k_proj", "v_proj");
  }

  private void addMatrices(String name) {
    String self = name + ".self_attn";
    pairs.add(MigrationPair.value(self, "v_proj", width, self + ".out_proj"));
    if (config.activationFunction() == Activation.RELU) {
      pairs.add(
          MigrationPair.relu(
              name + ".activation_fn", name + ".fc1", config.ffnDim(), name + ".fc2"));
    }
  }

  private void addLastNorm() {
    List<Consumer> projection = List.of(Consumer.whole(DECODER + "project_out", width));
    if (!config.doLayerNormBefore()) {
      String last = name(config.numHiddenLayers() - 1) + ".final_layer_norm";
      pairs.add(MigrationPair.norm(last, width, projection));
    } else if (!config.removeFinalLayerNorm()) {
      pairs.add(MigrationPair.norm(DECODER + "final_layer_norm", width, projection));
    }
  }
}
