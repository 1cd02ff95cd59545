package org.outeffhop.hopfield;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.hopfield.PatternUse.Norm;
import org.outeffhop.tensor.Tensors;

/**
 * A Hopfield module written out in loops over doubles, for one batch of one example: a second
 * computation of outputs and, by central differences, of gradients.
 *
 * @param parameters by their names below the module, as matrices; vectors have one row
 */
record PlainHopfield(HopfieldConfig config, Map<String, double[][]> parameters) {
  private static final String CORE = "association_core.";

  /** A tensor of two axes, or of one as a row. */
  static double[][] matrix(Tensor tensor) {
    double[] values = Tensors.toDoubles(tensor);
    int columns = (int) tensor.size(-1);
    double[][] rows = new double[values.length / columns][columns];
    for (int i = 0; i < values.length; i++) {
      rows[i / columns][i % columns] = values[i];
    }
    return rows;
  }

  /**
   * The module's output.
   *
   * @param visible [L_q][L_k]
   */
  double[][] forward(
      double[][] stored, double[][] state, double[][] projection, boolean[][] visible) {
    HopfieldSizes sizes = config.sizes();
    double[][] r = normed("norm_state_pattern", config.state().norm(), state);
    double[][] y = normed("norm_stored_pattern", config.stored().norm(), stored);
    double[][] p = normed("norm_pattern_projection", config.projection().norm(), projection);
    int head = (int) sizes.head();
    int first = 0;
    double[][] q = r;
    if (config.state().projected()) {
      q = linear(r, "q_proj_weight", first, sizes.heads() * head);
      first += sizes.heads() * head;
    }
    double[][] k = y;
    double[][] v = p;
    if (config.stored().projected()) {
      k = linear(y, "k_proj_weight", first, sizes.heads() * head);
      v = config.connected() ? linear(p, "k_proj_weight", first, sizes.heads() * head) : p;
      first += sizes.heads() * head;
    }
    if (config.projection().projected()) {
      v = linear(v, "v_proj_weight", first, (int) (sizes.heads() * sizes.value()));
    }
    double[][] joined = new double[state.length][(int) (sizes.heads() * sizes.value())];
    for (int h = 0; h < sizes.heads(); h++) {
      double[][] qh = normed(CORE + "p_norm", config.associationNorm(), slice(q, h, head));
      double[][] kh = normed(CORE + "p_norm", config.associationNorm(), slice(k, h, head));
      double[][] vh = slice(v, h, (int) sizes.value());
      double[][] z = product(associations(qh, kh, beta(h), visible), vh);
      for (int i = 0; i < z.length; i++) {
        System.arraycopy(z[i], 0, joined[i], h * (int) sizes.value(), (int) sizes.value());
      }
    }
    if (!config.outputProjection()) {
      return joined;
    }
    double[][] bias = parameters.get(CORE + "out_proj.bias");
    return affine(joined, parameters.get(CORE + "out_proj.weight"), bias == null ? null : bias[0]);
  }

  private double beta(int head) {
    return config.retrieval().scaling().get(config.retrieval().scaling().size() == 1 ? 0 : head);
  }

  private double[][] associations(double[][] q, double[][] k, double beta, boolean[][] visible) {
    double[][] a = softmax(q, k, beta, visible);
    for (int step = 0; step < config.retrieval().steps(); step++) {
      double[][] next = softmax(product(a, k), k, beta, visible);
      double squares = 0;
      for (int i = 0; i < a.length; i++) {
        double noOp = 0;
        for (int j = 0; j < a[i].length; j++) {
          squares += Math.pow(next[i][j] - a[i][j], 2);
          noOp += next[i][j] - a[i][j];
        }
        squares += noOp * noOp;
      }
      a = next;
      if (Math.sqrt(squares) <= config.retrieval().tolerance()) {
        break;
      }
    }
    return a;
  }

  private double[][] softmax(double[][] q, double[][] k, double beta, boolean[][] visible) {
    double[][] a = new double[q.length][k.length];
    for (int i = 0; i < q.length; i++) {
      double total = config.retrieval().softmax() instanceof Softmax1 one ? one.n() : 0;
      for (int j = 0; j < k.length; j++) {
        double score = 0;
        for (int d = 0; d < q[i].length; d++) {
          score += q[i][d] * k[j][d];
        }
        a[i][j] = visible[i][j] ? Math.exp(beta * score) : 0;
        total += a[i][j];
      }
      for (int j = 0; j < k.length; j++) {
        a[i][j] /= total;
      }
    }
    return a;
  }

  private double[][] linear(double[][] x, String separate, int first, int rows) {
    double[][] fused = parameters.get(CORE + "in_proj_weight");
    double[][] weight = new double[rows][];
    double[] bias = new double[rows];
    double[][] biases = parameters.get(CORE + "in_proj_bias");
    for (int row = 0; row < rows; row++) {
      weight[row] = fused == null ? parameters.get(CORE + separate)[row] : fused[first + row];
      bias[row] = biases == null ? 0 : biases[0][first + row];
    }
    return affine(x, weight, bias);
  }

  private double[][] normed(String name, Norm norm, double[][] x) {
    if (norm == Norm.NONE) {
      return x;
    }
    double[][] gain = parameters.get(name + ".weight");
    double[][] bias = parameters.get(name + ".bias");
    double[][] y = new double[x.length][x[0].length];
    for (int i = 0; i < x.length; i++) {
      double mean = 0;
      double squares = 0;
      for (double value : x[i]) {
        mean += value / x[i].length;
      }
      for (double value : x[i]) {
        squares += (value - mean) * (value - mean) / x[i].length;
      }
      for (int j = 0; j < y[i].length; j++) {
        y[i][j] = (x[i][j] - mean) / Math.sqrt(squares + 1e-5);
        y[i][j] = gain == null ? y[i][j] : y[i][j] * gain[0][j] + bias[0][j];
      }
    }
    return y;
  }

  /** A head's columns, or all of them where the heads share them. */
  private static double[][] slice(double[][] x, int head, int size) {
    double[][] part = new double[x.length][size];
    for (int i = 0; i < x.length; i++) {
      System.arraycopy(x[i], x[i].length == size ? 0 : head * size, part[i], 0, size);
    }
    return part;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        for (int j = 0; j < b[k].length; j++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }

  private static double[][] affine(double[][] x, double[][] weight, double[] bias) {
    double[][] y = new double[x.length][weight.length];
    for (int i = 0; i < x.length; i++) {
      for (int row = 0; row < weight.length; row++) {
        y[i][row] = bias == null ? 0 : bias[row];
        for (int j = 0; j < x[i].length; j++) {
          y[i][row] += x[i][j] * weight[row][j];
        }
      }
    }
    return y;
  }
}
