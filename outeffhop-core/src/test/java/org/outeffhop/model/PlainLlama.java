package org.outeffhop.model;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.outeffhop.tensor.Tensors;

/**
 * Llama with softmax or Softmax1 attention on one sequence, written again in float64 loops from
 * Hugging Face's description, with none of the library's layers.
 */
final class PlainLlama {
  private final Map<String, double[]> weights = new TreeMap<>();
  private final LlamaConfig config;
  private final int noOps;
  private final DoubleUnaryOperator scaling;

  /**
   * A copy of a model's weights.
   *
   * @param noOps patterns of score 0 in every softmax: 0 for softmax, 1 for Softmax1
   * @param scaling what becomes of a rotary frequency
   */
  PlainLlama(Llama model, LlamaConfig config, int noOps, DoubleUnaryOperator scaling) {
    model
        .parameters()
        .asMap()
        .forEach((name, tensor) -> weights.put(name, Tensors.toDoubles(tensor)));
    this.config = config;
    this.noOps = noOps;
    this.scaling = scaling;
  }

  /** The weights, which may be changed. */
  Map<String, double[]> weights() {
    return weights;
  }

  /** [tokens][vocabulary]. */
  double[][] logits(int[] ids) {
    double[][] x = new double[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      int width = config.hiddenSize();
      double[] table = weights.get("model.embed_tokens.weight");
      x[i] = Arrays.copyOfRange(table, ids[i] * width, (ids[i] + 1) * width);
    }
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      block("model.layers." + layer + ".", x);
    }
    String head = config.tieWordEmbeddings() ? "model.embed_tokens" : "lm_head";
    double[][] logits = new double[ids.length][];
    Arrays.setAll(logits, i -> linear(head, norm("model.norm", x[i])));
    return logits;
  }

  /** The mean of -log p of every token but the first. */
  double loss(int[] ids) {
    double[][] logits = logits(ids);
    double loss = 0;
    for (int i = 1; i < ids.length; i++) {
      double total = Arrays.stream(logits[i - 1]).map(Math::exp).sum();
      loss += (Math.log(total) - logits[i - 1][ids[i]]) / (ids.length - 1);
    }
    return loss;
  }

  private void block(String name, double[][] x) {
    double[][] seen = new double[x.length][];
    Arrays.setAll(seen, i -> norm(name + "input_layernorm", x[i]));
    for (int i = 0; i < x.length; i++) {
      add(x[i], linear(name + "self_attn.o_proj", context(name + "self_attn.", seen, i)));
    }
    for (double[] row : x) {
      double[] normed = norm(name + "post_attention_layernorm", row);
      double[] gate = linear(name + "mlp.gate_proj", normed);
      double[] up = linear(name + "mlp.up_proj", normed);
      for (int j = 0; j < gate.length; j++) {
        up[j] *= gate[j] / (1 + Math.exp(-gate[j]));
      }
      add(row, linear(name + "mlp.down_proj", up));
    }
  }

  /** What all heads retrieve for the token at place i. */
  private double[] context(String name, double[][] x, int i) {
    int size = config.headDim();
    int shared = config.numAttentionHeads() / config.numKeyValueHeads();
    double[] context = new double[config.numAttentionHeads() * size];
    double[] query = linear(name + "q_proj", x[i]);
    for (int head = 0; head < config.numAttentionHeads(); head++) {
      double[] turned = turned(query, head, i);
      double total = noOps;
      for (int k = 0; k <= i; k++) {
        double[] key = turned(linear(name + "k_proj", x[k]), head / shared, k);
        double[] value = linear(name + "v_proj", x[k]);
        double score = 0;
        for (int d = 0; d < size; d++) {
          score += turned[d] * key[d] / Math.sqrt(size);
        }
        total += Math.exp(score);
        for (int d = 0; d < size; d++) {
          context[head * size + d] += Math.exp(score) * value[head / shared * size + d];
        }
      }
      for (int d = 0; d < size; d++) {
        context[head * size + d] /= total;
      }
    }
    return context;
  }

  /** A head's vector, its halves taken as real and imaginary parts and turned. */
  private double[] turned(double[] heads, int head, int place) {
    int half = config.headDim() / 2;
    double[] y = Arrays.copyOfRange(heads, head * 2 * half, (head + 1) * 2 * half);
    for (int i = 0; i < half; i++) {
      double frequency =
          scaling.applyAsDouble(1 / Math.pow(config.rotary().ropeTheta(), i / (double) half));
      double length = Math.hypot(y[i], y[half + i]);
      double angle = Math.atan2(y[half + i], y[i]) + place * frequency;
      y[i] = length * Math.cos(angle);
      y[half + i] = length * Math.sin(angle);
    }
    return y;
  }

  private double[] linear(String name, double[] x) {
    double[] matrix = weights.get(name + ".weight");
    double[] bias = weights.get(name + ".bias");
    double[] y = bias == null ? new double[matrix.length / x.length] : bias.clone();
    for (int out = 0; out < y.length; out++) {
      for (int in = 0; in < x.length; in++) {
        y[out] += matrix[out * x.length + in] * x[in];
      }
    }
    return y;
  }

  private double[] norm(String name, double[] x) {
    double square = Arrays.stream(x).map(e -> e * e).average().orElseThrow();
    double[] gain = weights.get(name + ".weight");
    double[] y = new double[x.length];
    Arrays.setAll(y, i -> x[i] / Math.sqrt(square + config.rmsNormEps()) * gain[i]);
    return y;
  }

  private static void add(double[] x, double[] change) {
    Arrays.setAll(x, i -> x[i] + change[i]);
  }
}
