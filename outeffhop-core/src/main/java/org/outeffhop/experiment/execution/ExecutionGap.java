package org.outeffhop.experiment.execution;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.experiment.result.Computation;
import org.outeffhop.experiment.result.ExecutionResult;
import org.outeffhop.experiment.result.ExecutionResult.Measured;
import org.outeffhop.experiment.result.ExecutionResult.Stored;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.export.GraphSimulation;
import org.outeffhop.export.Int8Weights;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.machine.Processor;
import org.outeffhop.progress.StepProgress;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.QuantizationConfig;

/**
 * How far simulated and executed eight bits of a model agree, and what they bring.
 *
 * @param heldOut what it is measured on, which tells {@code progress} of its batches
 * @param config of eight bits
 */
public record ExecutionGap(
    String name,
    StoredModel<?, ?> model,
    HeldOut<?, ?> heldOut,
    QuantizationConfig config,
    ExecutionOptions options,
    StepProgress progress) {
  /**
   * Refuses what cannot be timed, before anything is measured.
   *
   * @throws IllegalArgumentException if a length is longer than the model takes, or no graph
   *     computes it
   */
  public ExecutionGap {
    OnnxExport.requireGraph(model.config());
    options.lengthsOf(name, model.maxLength());
  }

  /**
   * Exports, measures and times.
   *
   * @param calibration with the ranges of activations
   * @param full the quality by libtorch in full precision
   * @param simulated the quality with all points in eight bits
   */
  public ExecutionResult measure(Calibration calibration, double full, double simulated)
      throws IOException {
    Map<Computation, Double> qualities = new EnumMap<>(Computation.class);
    qualities.put(Computation.LIBTORCH, full);
    qualities.put(Computation.SIMULATED, simulated);
    Int8Weights weights = Int8Weights.of(config, options.processor());
    options
        .processor()
        .warning("the graph in eight bits", Processor.ofThisMachine())
        .ifPresent(progress.progress()::notice);
    try (ExportedModels exported = new ExportedModels(options.threads())) {
      execute(exported, qualities, Computation.FP32, new Precision.Float32());
      Precision int8 = new Precision.Int8(calibration.quantizers(config), weights);
      execute(exported, qualities, Computation.INT8, int8);
      execute(exported, qualities, Computation.INT8_DYNAMIC, new Precision.Int8Dynamic(weights));
      return new ExecutionResult(
          options.threads(),
          options.processor().reason(),
          percent(qualities.get(Computation.INT8), qualities.get(Computation.SIMULATED_GRAPH)),
          qualities.entrySet().stream()
              .map(e -> new Measured(e.getKey(), e.getValue(), percent(e.getValue(), full)))
              .toList(),
          files(exported.bytes()),
          new ExecutionTimes(name, model, options, progress.progress()).of(exported.models()));
    }
  }

  private void execute(
      ExportedModels exported,
      Map<Computation, Double> qualities,
      Computation by,
      Precision precision)
      throws IOException {
    try (OnnxExport export = model.export(precision)) {
      ExecutedModel executed = exported.add(by, export);
      progress.evaluation(by.toString());
      qualities.put(by, heldOut.evaluate(executed::of).value());
      if (by == Computation.INT8) {
        qualities.put(Computation.SIMULATED_GRAPH, simulated(export));
      }
    }
  }

  private double simulated(OnnxExport export) {
    progress.evaluation(Computation.SIMULATED_GRAPH.toString());
    try (GraphSimulation simulation = export.simulation()) {
      return heldOut.evaluateUnder(simulation).value();
    }
  }

  private static List<Stored> files(Map<Computation, Long> bytes) {
    double fp32 = bytes.get(Computation.FP32);
    return bytes.entrySet().stream()
        .map(e -> new Stored(e.getKey(), e.getValue(), e.getValue() / fp32))
        .toList();
  }

  private static double percent(double value, double reference) {
    return value == reference ? 0 : 100 * (value / reference - 1);
  }
}
