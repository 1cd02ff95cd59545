package org.outeffhop.metrics.sinks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Looks at the heads and modules of a model during a pass over one batch. */
final class BatchProbe implements Probe {
  private final TokenLabels batch;
  private final Set<String> modules;
  private final Map<String, List<HeadSums>> heads;
  private final LabelNumbers numbers;
  private final boolean[][] sinks;
  private final List<Map<String, SampleOutliers>> outliers = new ArrayList<>();

  BatchProbe(
      TokenLabels batch,
      Set<String> modules,
      Map<String, List<HeadSums>> heads,
      LabelNumbers numbers) {
    this.batch = batch;
    this.numbers = numbers;
    this.modules = modules;
    this.heads = heads;
    sinks = new boolean[batch.samples()][batch.length()];
    for (int sample = 0; sample < batch.samples(); sample++) {
      outliers.add(new LinkedHashMap<>());
    }
  }

  /** The tokens of a sample that heads sink into. */
  boolean[] sinks(int sample) {
    return sinks[sample];
  }

  /** A sample's outlier elements, by module. */
  Map<String, SampleOutliers> outliers(int sample) {
    return outliers.get(sample);
  }

  @Override
  public boolean wantsAttentionProbabilities() {
    return true;
  }

  @Override
  public Tensor at(String name, Tensor activation) {
    if (modules.contains(name) && isOfTokens(activation, 0, 1)) {
      for (int sample = 0; sample < batch.samples(); sample++) {
        try (TensorScope scope = TensorScope.open()) {
          double[] values = Tensors.toDoubles(activation.select(0, sample));
          outliers.get(sample).put(name, new SampleOutliers(values, batch.real()[sample]));
        }
      }
    }
    return activation;
  }

  @Override
  public void association(String name, Tensor weights, Tensor values) {
    int count = (int) weights.size(1);
    List<HeadSums> sums = heads.computeIfAbsent(name, unseen -> fresh(count));
    boolean ofTokens = isOfTokens(weights, 0, 2) && isOfTokens(weights, 0, 3);
    TokenLabels keys =
        ofTokens ? batch : TokenLabels.positions((int) weights.size(0), (int) weights.size(3));
    TokenLabels queries =
        ofTokens ? batch : TokenLabels.positions((int) weights.size(0), (int) weights.size(2));
    for (int sample = 0; sample < weights.size(0); sample++) {
      try (TensorScope scope = TensorScope.open()) {
        float[][] lengths = lengths(values.select(0, sample));
        Rows rows = new Rows(weights.select(0, sample));
        int[] labels = numbers.of(keys.labels()[sample]);
        for (int head = 0; head < count; head++) {
          HeadWeights seen =
              new HeadWeights(rows.of(head), labels, queries.real()[sample], keys.real()[sample]);
          sums.get(head).add(seen, lengths[head]);
          if (ofTokens) {
            seen.mark(sinks[sample], HeadSums.SINK, OutlierDiagnosis.FEWEST, batch.causal());
          }
        }
      }
    }
  }

  /** The weights of heads, as many at once on Java's side as take little memory. */
  private static final class Rows {
    private static final long MOST = 1 << 20;

    private final Tensor weights;
    private final int size;
    private final int atOnce;
    private float[] values = {};

    /** Of a sample, [H, L_q, L_k]. */
    Rows(Tensor weights) {
      this.weights = weights;
      size = Math.toIntExact(weights.size(1) * weights.size(2));
      atOnce = (int) Math.max(1, Math.min(weights.size(0), MOST / size));
    }

    /** Those of the next head. */
    float[] of(int head) {
      int first = head % atOnce;
      if (first == 0) {
        long count = Math.min(atOnce, weights.size(0) - head);
        values = Tensors.toFloats(weights.narrow(0, head, count));
      }
      return Arrays.copyOfRange(values, first * size, (first + 1) * size);
    }
  }

  private List<HeadSums> fresh(int count) {
    List<HeadSums> sums = new ArrayList<>();
    for (int head = 0; head < count; head++) {
      sums.add(new HeadSums(numbers));
    }
    return sums;
  }

  /** 2-norms of value vectors [H, L, D], by head and key. */
  private static float[][] lengths(Tensor values) {
    float[] flat = Tensors.toFloats(values.detach().square().sum(-1).sqrt());
    int keys = (int) values.size(1);
    float[][] lengths = new float[(int) values.size(0)][];
    Arrays.setAll(lengths, head -> Arrays.copyOfRange(flat, head * keys, (head + 1) * keys));
    return lengths;
  }

  private boolean isOfTokens(Tensor x, int samples, int positions) {
    return x.dim() > positions
        && x.size(samples) == batch.samples()
        && x.size(positions) == batch.length();
  }
}
