package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.outeffhop.experiment.execution.Contender;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.training.Trainer;

/**
 * A few steps of the real {@link Trainer}: forward, backward, clipping and AdamW. Every block of
 * steps begins with one that is not counted, for it makes the optimiser's moments.
 */
record TrainingSteps(String name, BenchmarkModel model, Device device) implements Contender {
  private static final int STEPS = 4;

  @Override
  public List<Double> run() {
    ForwardContext context = new ForwardContext(Probe.NONE, true, false);
    List<Double> seconds = new ArrayList<>();
    new Trainer(
            model.parameters().asMap(),
            (step, microBatch) -> model.loss().of(context),
            model.training().steps(STEPS + 1),
            List.of(step -> seconds.add(step.seconds())))
        .run();
    Engine.synchronize(device);
    return seconds.subList(1, seconds.size());
  }
}
