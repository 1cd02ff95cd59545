package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.outeffhop.experiment.execution.Alternation;
import org.outeffhop.experiment.execution.Contender;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.BlasThreads;
import org.outeffhop.tensor.Engine;

/**
 * Fused OutEffHop attention against vanilla scaled dot-product attention and against its own
 * formula written out, forward and forward with backward, under every setting of OpenBLAS's
 * threads.
 */
public final class AttentionBenchmark {
  private static final int WARM_UP = 1;

  private final List<TimedShape> shapes;
  private final List<BlasThreads.Policy> policies;
  private final boolean causal;
  private final String device;
  private final int rounds;
  private final Progress progress;

  /**
   * A benchmark that is still to be run.
   *
   * @param policies settings of OpenBLAS's threads; on a GPU they play no part
   * @param rounds how often every contender runs under every setting
   */
  public AttentionBenchmark(
      List<TimedShape> shapes,
      List<BlasThreads.Policy> policies,
      boolean causal,
      String device,
      int rounds,
      Progress progress) {
    this.shapes = List.copyOf(shapes);
    this.policies = List.copyOf(policies);
    this.causal = causal;
    this.device = device;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Runs it. The policy of OpenBLAS's threads is left as the library's own. */
  public List<AttentionRow> run() {
    List<AttentionRow> rows = new ArrayList<>();
    try (Device place = Engine.device(device)) {
      for (TimedShape shape : shapes) {
        try (TimedInputs inputs = TimedInputs.random(shape, causal, place);
            LinearLayer linear = new LinearLayer(place)) {
          for (BlasThreads.Policy policy : policies(place)) {
            rows.add(row(shape, inputs, linear, policy, false));
            rows.add(row(shape, inputs, linear, policy, true));
          }
        }
      }
    } finally {
      BlasThreads.use(BlasThreads.Policy.SWITCHED);
    }
    return rows;
  }

  private List<BlasThreads.Policy> policies(Device device) {
    return device.is_cuda() ? List.of(BlasThreads.Policy.SWITCHED) : policies;
  }

  /** How far the fused computation is from the formula, by shape. */
  public Map<TimedShape, KernelAgreement> agreements() {
    Map<TimedShape, KernelAgreement> agreements = new LinkedHashMap<>();
    try (Device place = Engine.device(device)) {
      for (TimedShape shape : shapes) {
        try (TimedInputs inputs = TimedInputs.random(shape, causal, place)) {
          agreements.put(shape, KernelAgreement.of(inputs));
        }
      }
    }
    return agreements;
  }

  private AttentionRow row(
      TimedShape shape,
      TimedInputs inputs,
      LinearLayer linear,
      BlasThreads.Policy policy,
      boolean backward) {
    BlasThreads.use(policy);
    List<Contender> contenders = new ArrayList<>();
    contenders.add(linear);
    for (AttentionContender.Way way : AttentionContender.Way.values()) {
      contenders.add(new AttentionContender(way, inputs, backward));
    }
    String task =
        "attention %s %s, OpenBLAS %s"
            .formatted(
                shape, backward ? "forward+backward" : "forward", AttentionRow.named(policy));
    Map<String, Timing> timings = new Alternation(WARM_UP, rounds, progress).time(task, contenders);
    return new AttentionRow(
        shape,
        backward,
        AttentionRow.named(policy),
        timings.get(AttentionContender.Way.VANILLA.title()),
        timings.get(AttentionContender.Way.OUTEFFHOP.title()),
        timings.get(AttentionContender.Way.WRITTEN_OUT.title()),
        timings.get(AttentionContender.Way.SCRIPT.title()),
        timings.get(linear.name()));
  }
}
