package org.outeffhop.experiment.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.outeffhop.model.PassMemory;
import org.outeffhop.tensor.Engine;
import org.outeffhop.training.resume.CheckpointPolicy;

/**
 * Where, in which precision and how many at a time runs are trained.
 *
 * @param device cpu, cuda or cuda:N
 * @param bfloat16 whether linear layers multiply in bfloat16 while training; measuring is in
 *     float32
 * @param parallelRuns runs at a time; each gets its share of the cores. Small models gain by it:
 *     splitting their operations over cores costs more than it saves
 * @param checkpoints when the state of a run is written
 */
public record Execution(
    String device, boolean bfloat16, int parallelRuns, CheckpointPolicy checkpoints) {
  /** Float32 on the CPU, one run after the other. */
  public static final Execution CPU = new Execution("cpu", false, 1, CheckpointPolicy.USUAL);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the device is called wrong, or no run would go on
   */
  public Execution {
    Engine.requireDeviceName(device);
    if (parallelRuns < 1) {
      throw new IllegalArgumentException(
          "parallel is " + parallelRuns + "; at least one run must go on at a time");
    }
  }

  /** What a training pass is for, to memory. */
  public PassMemory.Purpose trainingPass() {
    return bfloat16 ? PassMemory.Purpose.BFLOAT16_TRAINING : PassMemory.Purpose.TRAINING;
  }

  /** Whether the machine's memory holds what is trained. */
  boolean isOnCpu() {
    return device.equals("cpu");
  }

  /** What numbers depend on, by name. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("device", device);
    map.put("bfloat16", bfloat16);
    return map;
  }
}
