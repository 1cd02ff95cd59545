package org.outeffhop.model;

import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.Activation;
import org.outeffhop.tensor.Tensors;

/**
 * A vision transformer with softmax or Softmax1 written out in loops over doubles, for one grey
 * image.
 *
 * @param noOps patterns of score 0 in every softmax: 0 for softmax, 1 for Softmax1
 */
record PlainVisionTransformer(
    VisionTransformerConfig config, Map<String, Tensor> parameters, int noOps) {
  double[] logits(double[][] image) {
    double[][] x = embedded(image);
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      x = layer("vit.encoder.layer." + layer, x);
    }
    double[][] ofClass = {normed("vit.layernorm", x)[0]};
    return linear("classifier", ofClass)[0];
  }

  private double[] values(String name) {
    return Tensors.toDoubles(parameters.get(name));
  }

  private double[][] embedded(double[][] image) {
    int width = config.hiddenSize();
    int size = config.patchSize();
    int side = config.imageSize() / size;
    int registers = config.numRegisterTokens();
    double[] place = values("vit.embeddings.position_embeddings");
    double[][] x = new double[1 + registers + side * side][];
    x[0] = sum(values("vit.embeddings.cls_token"), Arrays.copyOf(place, width));
    for (int i = 0; i < registers; i++) {
      double[] tokens = values("vit.embeddings.register_tokens");
      x[1 + i] = Arrays.copyOfRange(tokens, i * width, (i + 1) * width);
    }
    for (int patch = 0; patch < side * side; patch++) {
      double[][] pixels = new double[1][size * size];
      for (int i = 0; i < size * size; i++) {
        pixels[0][i] = image[patch / side * size + i / size][patch % side * size + i % size];
      }
      double[] own = Arrays.copyOfRange(place, (patch + 1) * width, (patch + 2) * width);
      x[1 + registers + patch] =
          sum(linear("vit.embeddings.patch_embeddings.projection", pixels)[0], own);
    }
    return x;
  }

  private double[][] layer(String name, double[][] x) {
    double[][] before = normed(name + ".layernorm_before", x);
    double[][] attended = sum(x, linear(name + ".attention.output.dense", attention(name, before)));
    double[][] hidden =
        linear(name + ".intermediate.dense", normed(name + ".layernorm_after", attended));
    for (double[] row : hidden) {
      for (int i = 0; i < row.length; i++) {
        row[i] = activation(row[i]);
      }
    }
    return sum(attended, linear(name + ".output.dense", hidden));
  }

  private double[][] attention(String name, double[][] x) {
    double[][] q = linear(name + ".attention.attention.query", x);
    double[][] k = linear(name + ".attention.attention.key", x);
    double[][] v = linear(name + ".attention.attention.value", x);
    int size = config.hiddenSize() / config.numAttentionHeads();
    double[][] retrieved = new double[x.length][config.hiddenSize()];
    for (int first = 0; first < config.hiddenSize(); first += size) {
      for (int i = 0; i < x.length; i++) {
        double total = noOps;
        double[] weights = new double[x.length];
        for (int j = 0; j < x.length; j++) {
          double score = 0;
          for (int d = first; d < first + size; d++) {
            score += q[i][d] * k[j][d];
          }
          weights[j] = Math.exp(score / Math.sqrt(size));
          total += weights[j];
        }
        for (int j = 0; j < x.length; j++) {
          for (int d = first; d < first + size; d++) {
            retrieved[i][d] += weights[j] / total * v[j][d];
          }
        }
      }
    }
    return retrieved;
  }

  private double[][] linear(String name, double[][] x) {
    double[] weight = values(name + ".weight");
    boolean biased = parameters.containsKey(name + ".bias");
    double[] bias = biased ? values(name + ".bias") : new double[weight.length / x[0].length];
    double[][] y = new double[x.length][bias.length];
    for (int row = 0; row < x.length; row++) {
      for (int out = 0; out < bias.length; out++) {
        y[row][out] = bias[out];
        for (int in = 0; in < x[row].length; in++) {
          y[row][out] += weight[out * x[row].length + in] * x[row][in];
        }
      }
    }
    return y;
  }

  private double[][] normed(String name, double[][] x) {
    double[] gain = values(name + ".weight");
    double[] bias = values(name + ".bias");
    double[][] y = new double[x.length][gain.length];
    for (int row = 0; row < x.length; row++) {
      double mean = Arrays.stream(x[row]).average().orElseThrow();
      double variance =
          Arrays.stream(x[row]).map(e -> (e - mean) * (e - mean)).average().orElseThrow();
      for (int i = 0; i < gain.length; i++) {
        y[row][i] =
            (x[row][i] - mean) / Math.sqrt(variance + config.layerNormEps()) * gain[i] + bias[i];
      }
    }
    return y;
  }

  private static double[][] sum(double[][] a, double[][] b) {
    double[][] sum = new double[a.length][];
    Arrays.setAll(sum, row -> sum(a[row], b[row]));
    return sum;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] sum = new double[a.length];
    Arrays.setAll(sum, i -> a[i] + b[i]);
    return sum;
  }

  private double activation(double x) {
    return config.hiddenAct() == Activation.RELU
        ? Math.max(x, 0)
        : x * (1 + erf(x / Math.sqrt(2))) / 2;
  }

  /** 2 / sqrt(pi) sum (-1)^n x^(2n + 1) / (n! (2n + 1)), for arguments of a few units. */
  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 100; n++) {
      term *= -x * x / n;
      sum += term / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * sum;
  }
}
