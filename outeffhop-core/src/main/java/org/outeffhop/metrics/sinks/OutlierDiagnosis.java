package org.outeffhop.metrics.sinks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.outeffhop.tensor.Probe;

/**
 * Whose outliers are they? What every head does with its weight, which tokens heads sink into, and
 * whether the outlier elements of module outputs lie there, over any number of batches.
 *
 * <p>A head sinks into a token of a sample if the queries of the other tokens that see it give it
 * more than 0.3 of their weight in the mean; there must be 8 of them at least, so that samples of
 * less than 9 tokens count for heads alone. A token is sunk into if some head of the model does.
 */
public final class OutlierDiagnosis {
  /** The fewest queries whose mean weight tells a sink. */
  static final int FEWEST = 8;

  private final Set<String> modules;
  private final LongPredicate delimiters;
  private final LabelNumbers numbers = new LabelNumbers();
  private final Map<String, List<HeadSums>> heads = new LinkedHashMap<>();
  private final Map<String, ModuleSums> outliers = new LinkedHashMap<>();
  private final Map<Long, Long> sinkLabels = new HashMap<>();
  private long samples;
  private long tokens;
  private long sinkTokens;

  /**
   * A diagnosis that has seen nothing.
   *
   * @param modules whose outliers are looked for
   * @param delimiters which labels are of delimiters
   */
  public OutlierDiagnosis(Collection<String> modules, LongPredicate delimiters) {
    this.modules = Set.copyOf(modules);
    this.delimiters = delimiters;
  }

  /**
   * Takes in a batch.
   *
   * @param batch what stands where
   * @param forward runs the model on the batch under the probe that it is given, which changes
   *     nothing
   */
  public void update(TokenLabels batch, Consumer<Probe> forward) {
    BatchProbe probe = new BatchProbe(batch, modules, heads, numbers);
    forward.accept(probe);
    for (int sample = 0; sample < batch.samples(); sample++) {
      if (batch.count(sample) > FEWEST) {
        add(batch, sample, probe);
      }
    }
  }

  private void add(TokenLabels batch, int sample, BatchProbe probe) {
    boolean[] real = batch.real()[sample];
    boolean[] sinks = probe.sinks(sample);
    boolean[] delimiting = new boolean[real.length];
    for (int i = 0; i < real.length; i++) {
      long label = batch.labels()[sample][i];
      delimiting[i] = real[i] && !sinks[i] && delimiters.test(label);
      if (sinks[i]) {
        sinkTokens++;
        sinkLabels.merge(label, 1L, Long::sum);
      }
    }
    SampleTokens kinds = new SampleTokens(real, sinks, delimiting);
    samples++;
    tokens += batch.count(sample);
    probe
        .outliers(sample)
        .forEach(
            (name, found) ->
                outliers.computeIfAbsent(name, unseen -> new ModuleSums()).add(found, kinds));
  }

  /** What was found so far. */
  public Diagnosis compute() {
    List<HeadUse> used = new ArrayList<>();
    heads.forEach(
        (name, sums) -> {
          for (int head = 0; head < sums.size(); head++) {
            used.add(sums.get(head).use(name, head, delimiters));
          }
        });
    return new Diagnosis(
        samples,
        tokens,
        sinkTokens,
        sinkLabels,
        used,
        outliers.entrySet().stream().map(e -> e.getValue().use(e.getKey())).toList());
  }

  /** Forgets all batches. */
  public void reset() {
    heads.clear();
    outliers.clear();
    sinkLabels.clear();
    samples = 0;
    tokens = 0;
    sinkTokens = 0;
  }
}
