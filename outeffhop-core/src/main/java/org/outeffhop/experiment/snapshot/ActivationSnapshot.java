package org.outeffhop.experiment.snapshot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.ActivationRecord;
import org.outeffhop.metrics.ModuleOutliers;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.quantization.UniformQuantizer;
import org.outeffhop.tensor.Probe;

/**
 * Looks at the first batch that a model is given. It keeps the attention of the heads that do
 * least, which hand most of their weight to the no-op pattern or to one key, and the distributions
 * of three modules' outputs: that with the largest kurtosis, that with the largest norm, and the
 * last.
 */
public final class ActivationSnapshot implements Probe {
  /** The file in a run's folder. */
  public static final String FILE = "activations.json";

  private static final String PROBABILITIES = ".probabilities";
  private static final int HEADS = 3;

  private final Map<String, UniformQuantizer> grids = new LinkedHashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final List<ActivationRecord.Head> heads = new ArrayList<>();
  private final List<ActivationRecord.Histogram> histograms = new ArrayList<>();

  /**
   * Has seen nothing.
   *
   * @param outliers by which modules are chosen
   * @param grids of activations, by name; modules without one are left out
   */
  public ActivationSnapshot(OutlierSummary outliers, Map<String, UniformQuantizer> grids) {
    for (String module : chosen(outliers)) {
      if (grids.containsKey(module)) {
        this.grids.put(module, grids.get(module));
      }
    }
  }

  private static Set<String> chosen(OutlierSummary outliers) {
    List<ModuleOutliers> modules = outliers.modules();
    Set<String> chosen = new LinkedHashSet<>();
    for (Comparator<ModuleOutliers> order :
        List.of(
            Comparator.comparingDouble(ModuleOutliers::kurtosis),
            Comparator.comparingDouble(ModuleOutliers::maximumInfinityNorm))) {
      chosen.add(modules.stream().max(order).orElseThrow().module());
    }
    chosen.add(modules.get(modules.size() - 1).module());
    return chosen;
  }

  @Override
  public Tensor at(String name, Tensor activation) {
    boolean attention = name.endsWith(PROBABILITIES) && activation.dim() == 4;
    if ((attention || grids.containsKey(name)) && seen.add(name)) {
      if (attention) {
        String module = name.substring(0, name.length() - PROBABILITIES.length());
        heads.addAll(AttentionHeads.of(module, activation));
      } else {
        histograms.add(ActivationCounts.of(name, activation, grids.get(name)));
      }
    }
    return activation;
  }

  @Override
  public boolean wantsAttentionProbabilities() {
    return true;
  }

  /**
   * What was seen.
   *
   * @param positions the text at each position of the first sample, or none
   */
  public ActivationRecord record(List<String> positions) {
    List<ActivationRecord.Head> idle =
        heads.stream()
            .sorted(
                Comparator.comparingDouble(
                    (ActivationRecord.Head head) -> -head.noOpShare() - head.parkedShare()))
            .limit(HEADS)
            .toList();
    return new ActivationRecord(positions, idle, histograms);
  }
}
