package org.outeffhop.model;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.tensor.Tensors;

/**
 * GPT-2 on one sequence, written again in float64 loops from Hugging Face's description, with none
 * of the library's layers. Attention is every method whose weights have a formula.
 */
final class PlainGpt2 {
  private final Map<String, double[]> weights = new TreeMap<>();
  private final Gpt2Config config;
  private final AttentionMethod method;

  /** A copy of a model's weights. */
  PlainGpt2(Gpt2 model, Gpt2Config config) {
    model
        .parameters()
        .asMap()
        .forEach((name, tensor) -> weights.put(name, Tensors.toDoubles(tensor)));
    this.config = config;
    this.method = config.attention().method();
  }

  /** The weights, which may be changed. */
  Map<String, double[]> weights() {
    return weights;
  }

  /** [tokens][vocabulary], of a sequence without padding. */
  double[][] logits(int[] ids) {
    boolean[] visible = new boolean[ids.length];
    Arrays.fill(visible, true);
    return logits(ids, visible);
  }

  /**
   * The same of a sequence with padding.
   *
   * @param visible false where a token is padding, which no token sees; its own row means nothing
   */
  double[][] logits(int[] ids, boolean[] visible) {
    int width = config.nEmbd();
    double[][] x = new double[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      x[i] = row("transformer.wte.weight", ids[i], width);
      add(x[i], row("transformer.wpe.weight", i, width));
    }
    for (int layer = 0; layer < config.nLayer(); layer++) {
      block("transformer.h." + layer + ".", x, visible);
    }
    double[] head =
        weights.get(config.tieWordEmbeddings() ? "transformer.wte.weight" : "lm_head.weight");
    double[][] logits = new double[ids.length][config.vocabSize()];
    for (int i = 0; i < ids.length; i++) {
      double[] hidden = norm("transformer.ln_f", x[i]);
      for (int token = 0; token < config.vocabSize(); token++) {
        for (int j = 0; j < width; j++) {
          logits[i][token] += head[token * width + j] * hidden[j];
        }
      }
    }
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

  private void block(String name, double[][] x, boolean[] visible) {
    double[][] seen = new double[x.length][];
    double[][] joint = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      seen[i] = norm(name + "ln_1", x[i]);
      joint[i] = conv1D(name + "attn.c_attn", seen[i]);
    }
    for (int i = 0; i < x.length; i++) {
      if (visible[i]) {
        double[] context = context(name + "attn.", joint, seen[i], i, visible);
        add(x[i], conv1D(name + "attn.c_proj", context));
      }
    }
    for (double[] row : x) {
      double[] hidden = conv1D(name + "mlp.c_fc", norm(name + "ln_2", row));
      for (int j = 0; j < hidden.length; j++) {
        double u = hidden[j];
        hidden[j] = u / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (u + 0.044715 * u * u * u)));
      }
      add(row, conv1D(name + "mlp.c_proj", hidden));
    }
  }

  /** What all heads retrieve for the token at place i, which sees what is visible up to itself. */
  private double[] context(
      String name, double[][] joint, double[] input, int i, boolean[] visible) {
    int width = config.nEmbd();
    int size = width / config.nHead();
    double[] context = new double[width];
    for (int head = 0; head < config.nHead(); head++) {
      double[] shares = new double[i + 1];
      double total = noOp(name, head);
      for (int k = 0; k <= i; k++) {
        double score = 0;
        for (int d = head * size; d < (head + 1) * size; d++) {
          score += joint[i][d] * joint[k][width + d] / Math.sqrt(size);
        }
        shares[k] = visible[k] ? Math.exp(score) : 0;
        total += shares[k];
      }
      double gate = gate(name, head, size, input);
      for (int k = 0; k <= i; k++) {
        double weight = gate * clipped(shares[k] / total);
        for (int d = head * size; d < (head + 1) * size; d++) {
          context[d] += weight * joint[k][2 * width + d];
        }
      }
    }
    return context;
  }

  /** What stands in a softmax's sum besides the keys. */
  private double noOp(String name, int head) {
    return switch (method) {
      case VANILLA, CLIPPED, GATED -> 0;
      case OUTEFFHOP, CLIPPED_OUTEFFHOP, GATED_OUTEFFHOP -> 1;
      case LEARNED_SINK -> Math.exp(weights.get(name + "sink")[head]);
      case SPARSEMAX, ENTMAX -> throw new IllegalArgumentException(method + " is no softmax");
    };
  }

  private double clipped(double share) {
    if (method != AttentionMethod.CLIPPED && method != AttentionMethod.CLIPPED_OUTEFFHOP) {
      return share;
    }
    double gamma = config.attention().gamma();
    return Math.min(1, Math.max(0, share * (1 - gamma) + gamma));
  }

  private double gate(String name, int head, int size, double[] input) {
    if (!method.isGated()) {
      return 1;
    }
    double[] row = weights.get(name + "alpha." + head + ".weight");
    double logit = weights.get(name + "alpha." + head + ".bias")[0];
    for (int d = 0; d < size; d++) {
      logit += row[d] * input[head * size + d];
    }
    return 1 / (1 + Math.exp(-logit));
  }

  /** x W + b with W as files have it, [in][out]. */
  private double[] conv1D(String name, double[] x) {
    double[] matrix = weights.get(name + ".weight");
    double[] y = weights.get(name + ".bias").clone();
    for (int in = 0; in < x.length; in++) {
      for (int out = 0; out < y.length; out++) {
        y[out] += x[in] * matrix[in * y.length + out];
      }
    }
    return y;
  }

  private double[] norm(String name, double[] x) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double variance = Arrays.stream(x).map(e -> (e - mean) * (e - mean)).average().orElseThrow();
    double[] gain = weights.get(name + ".weight");
    double[] bias = weights.get(name + ".bias");
    double[] y = new double[x.length];
    Arrays.setAll(
        y,
        i -> (x[i] - mean) / Math.sqrt(variance + config.layerNormEpsilon()) * gain[i] + bias[i]);
    return y;
  }

  private double[] row(String name, int index, int columns) {
    return Arrays.copyOfRange(weights.get(name), index * columns, (index + 1) * columns);
  }

  private static void add(double[] x, double[] change) {
    Arrays.setAll(x, i -> x[i] + change[i]);
  }
}
