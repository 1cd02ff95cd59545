package org.outeffhop.model;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.outeffhop.tensor.Tensors;

/**
 * OPT with softmax attention on one sequence, written again in float64 loops from Hugging Face's
 * description, with none of the library's layers.
 */
final class PlainOpt {
  private static final String DECODER = "model.decoder.";
  private final Map<String, double[]> weights = new TreeMap<>();
  private final OptConfig config;
  private final DoubleUnaryOperator activation;

  PlainOpt(Opt model, OptConfig config, DoubleUnaryOperator activation) {
    model
        .parameters()
        .asMap()
        .forEach((name, tensor) -> weights.put(name, Tensors.toDoubles(tensor)));
    this.config = config;
    this.activation = activation;
  }

  /** [tokens][vocabulary]. */
  double[][] logits(int[] ids) {
    double[][] x = new double[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      double[] token = row(DECODER + "embed_tokens", ids[i], config.wordEmbedProjDim());
      x[i] = sum(projected("project_in", token), row(DECODER + "embed_positions", i + 2, width()));
    }
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      x = block(DECODER + "layers." + layer + ".", x);
    }
    double[][] logits = new double[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      boolean last = config.doLayerNormBefore() && !config.removeFinalLayerNorm();
      double[] hidden = last ? norm(DECODER + "final_layer_norm", x[i]) : x[i];
      String head = config.tieWordEmbeddings() ? DECODER + "embed_tokens" : "lm_head";
      logits[i] = linear(head, projected("project_out", hidden));
    }
    return logits;
  }

  private int width() {
    return config.hiddenSize();
  }

  private double[] projected(String name, double[] x) {
    return config.wordEmbedProjDim() == width() ? x : linear(DECODER + name, x);
  }

  private double[][] block(String name, double[][] x) {
    boolean before = config.doLayerNormBefore();
    double[][] seen = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      seen[i] = before ? norm(name + "self_attn_layer_norm", x[i]) : x[i];
    }
    double[][] attended = attention(name + "self_attn.", seen);
    double[][] y = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      double[] sum = sum(x[i], attended[i]);
      double[] a = before ? sum : norm(name + "self_attn_layer_norm", sum);
      double[] hidden = linear(name + "fc1", before ? norm(name + "final_layer_norm", a) : a);
      for (int j = 0; j < hidden.length; j++) {
        hidden[j] = activation.applyAsDouble(hidden[j]);
      }
      double[] b = sum(a, linear(name + "fc2", hidden));
      y[i] = before ? b : norm(name + "final_layer_norm", b);
    }
    return y;
  }

  private double[][] attention(String name, double[][] x) {
    int size = width() / config.numAttentionHeads();
    double[][] result = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      double[] context = new double[width()];
      double[] query = linear(name + "q_proj", x[i]);
      for (int head = 0; head < config.numAttentionHeads(); head++) {
        double total = 0;
        double[] weighted = new double[size];
        for (int k = 0; k <= i; k++) {
          double score = 0;
          double[] key = linear(name + "k_proj", x[k]);
          double[] value = linear(name + "v_proj", x[k]);
          for (int d = head * size; d < (head + 1) * size; d++) {
            score += query[d] * key[d] / Math.sqrt(size);
          }
          total += Math.exp(score);
          for (int d = 0; d < size; d++) {
            weighted[d] += Math.exp(score) * value[head * size + d];
          }
        }
        for (int d = 0; d < size; d++) {
          context[head * size + d] = weighted[d] / total;
        }
      }
      result[i] = linear(name + "out_proj", context);
    }
    return result;
  }

  private double[] linear(String name, double[] x) {
    double[] matrix = weights.get(name + ".weight");
    double[] bias = weights.get(name + ".bias");
    double[] y = new double[matrix.length / x.length];
    for (int out = 0; out < y.length; out++) {
      y[out] = bias == null ? 0 : bias[out];
      for (int in = 0; in < x.length; in++) {
        y[out] += matrix[out * x.length + in] * x[in];
      }
    }
    return y;
  }

  private double[] norm(String name, double[] x) {
    double mean = 0;
    for (double value : x) {
      mean += value / x.length;
    }
    double variance = 0;
    for (double value : x) {
      variance += (value - mean) * (value - mean) / x.length;
    }
    double[] gain = weights.get(name + ".weight");
    double[] bias = weights.get(name + ".bias");
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      double normal = (x[i] - mean) / Math.sqrt(variance + 1e-5);
      y[i] = gain == null ? normal : normal * gain[i] + bias[i];
    }
    return y;
  }

  private double[] row(String name, int index, int columns) {
    double[] row = new double[columns];
    System.arraycopy(weights.get(name + ".weight"), index * columns, row, 0, columns);
    return row;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < a.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }
}
