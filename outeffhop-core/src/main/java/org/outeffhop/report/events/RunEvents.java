package org.outeffhop.report.events;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.experiment.result.ActivationRecord;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.experiment.result.RunRecord.Measured;

/**
 * A run as TensorBoard's event file: every number of {@code metrics.jsonl} under its name, outliers
 * by module during and after training, and histograms of activations after it.
 */
public final class RunEvents {
  /** The file in a run's folder; TensorBoard knows it by {@code tfevents}. */
  public static final String FILE = "events.out.tfevents.outeffhop";

  private static final String SECONDS = "seconds";
  private static final double MILLISECONDS = 1000;

  private final RunRecord run;
  private final double end;
  private final Map<Long, Double> secondsLeft = new HashMap<>();

  /**
   * Of a run.
   *
   * @param endMilliseconds when its training ended, in milliseconds since 1970
   */
  public RunEvents(RunRecord run, long endMilliseconds) {
    this.run = run;
    end = endMilliseconds / MILLISECONDS;
    List<Measured> seconds = run.training().getOrDefault(SECONDS, List.of());
    double left = 0;
    for (int i = seconds.size() - 1; i >= 0; i--) {
      secondsLeft.put(seconds.get(i).step(), left);
      left += seconds.get(i).value();
    }
  }

  /** Writes all events. */
  public void writeTo(OutputStream out) throws IOException {
    double start = end - secondsLeft.values().stream().mapToDouble(left -> left).max().orElse(0);
    EventWriter events = new EventWriter(out, start);
    for (Map.Entry<String, List<Measured>> series : run.training().entrySet()) {
      for (Measured one : series.getValue()) {
        double wallTime = end - secondsLeft.getOrDefault(one.step(), 0.0);
        events.scalar(tag(series.getKey()), wallTime, one.step(), one.value());
      }
    }
    long last = run.row().steps();
    for (RunRecord.ModuleMeasure module : run.modules()) {
      events.scalar("final_kurtosis/" + module.module(), end, last, module.kurtosis());
      events.scalar(
          "final_maximum_infinity_norm/" + module.module(),
          end,
          last,
          module.maximumInfinityNorm());
    }
    if (run.activations() != null) {
      for (ActivationRecord.Histogram one : run.activations().histograms()) {
        events.histogram(
            "activations/" + one.module(), end, last, one.smallest(), one.width(), one.counts());
      }
    }
  }

  /**
   * Numbers of the whole model stand in a group of their own, those of modules in their measure's.
   */
  private static String tag(String name) {
    return name.contains("/") ? name : "training/" + name;
  }
}
