package org.outeffhop.experiment.task;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.diagnosis.DiagnosisRecord;
import org.outeffhop.experiment.diagnosis.TokenNames;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.metrics.ActivationRecorder;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.metrics.Quality;
import org.outeffhop.metrics.sinks.OutlierDiagnosis;
import org.outeffhop.model.Model;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Interruptions;
import org.outeffhop.quantization.BitWidths;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.FakeQuantization;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;

/**
 * A model with what it is calibrated and measured on. Two models of a task see the same batches in
 * the same order.
 *
 * @param teacher whose outputs the model's are compared with beside the quality
 * @param fromOutputs whether the quality is computed from all that the graph gives, as it is beside
 *     a teacher; otherwise the model computes what it takes alone
 * @param quantization how the model is quantized
 * @param calibrating batches from which ranges come
 * @param measured batches on which quality and outliers are measured
 * @param afterBatch told after each batch
 */
public record HeldOut<M extends Model, B>(
    Task<M, B> task,
    M model,
    Optional<M> teacher,
    boolean fromOutputs,
    Device device,
    QuantizationConfig quantization,
    List<Selection> calibrating,
    List<Selection> measured,
    Runnable afterBatch) {

  /** The same, which tells a listener after each batch. */
  public HeldOut<M, B> telling(Runnable listener) {
    return new HeldOut<>(
        task, model, teacher, fromOutputs, device, quantization, calibrating, measured, listener);
  }

  /** The same over the first of its batches alone. */
  public HeldOut<M, B> first() {
    return on(calibrating, measured.subList(0, 1));
  }

  /** The same with ranges from the first so many of its batches. */
  public HeldOut<M, B> calibratedOn(int batches) {
    return on(calibrating.subList(0, batches), measured);
  }

  private HeldOut<M, B> on(List<Selection> ranges, List<Selection> quality) {
    return new HeldOut<>(
        task, model, teacher, fromOutputs, device, quantization, ranges, quality, afterBatch);
  }

  /** The same with how far the outputs are from a teacher's, where the task compares them. */
  public HeldOut<M, B> against(M other) {
    boolean compared = task.comparesOutputs();
    return beside(compared ? Optional.of(other) : Optional.empty(), compared);
  }

  /** The same, with the same numbers, where nobody asks how far the outputs are apart. */
  public HeldOut<M, B> alone() {
    return beside(Optional.empty(), fromOutputs);
  }

  private HeldOut<M, B> beside(Optional<M> other, boolean outputs) {
    return new HeldOut<>(
        task, model, other, outputs, device, quantization, calibrating, measured, afterBatch);
  }

  /** The same, quantized in another way. */
  public HeldOut<M, B> quantizedBy(QuantizationConfig config) {
    return new HeldOut<>(
        task, model, teacher, fromOutputs, device, config, calibrating, measured, afterBatch);
  }

  /** The module outputs over which outliers are measured. */
  public List<String> outlierProbePoints() {
    return model.outlierProbePoints();
  }

  /** Batches over which the quality is evaluated once. */
  public long evaluationBatches() {
    return measured.size();
  }

  /**
   * Batches over which {@link #quantized} runs.
   *
   * @param furtherBits how many
   */
  public long batches(int furtherBits) {
    return (2 + furtherBits) * evaluationBatches() + calibrating.size();
  }

  /** Runs the model on the data from which ranges come. */
  public void calibrate(ForwardContext context) {
    Scoring<B, ?> scoring = task.scoring(model);
    over(calibrating, batch -> scoring.run(batch, context));
  }

  /** The quality on held-out data. */
  public Quality evaluate(ForwardContext context) {
    if (teacher.isPresent()) {
      return besideTeacher(teacher.get(), false, List.of(context)).get(0);
    }
    if (fromOutputs) {
      return evaluate(inputs -> task.output(model, inputs, context));
    }
    Scoring<B, ?> scoring = task.scoring(model);
    over(measured, batch -> scoring.add(batch, context));
    return scoring.quality();
  }

  /**
   * The quality in some computations.
   *
   * @param watched whether the first one changes nothing in the model
   */
  private List<Quality> besideTeacher(M other, boolean watched, List<ForwardContext> contexts) {
    TeacherComparison<M, B> comparison =
        new TeacherComparison<>(task, model, other, watched, contexts);
    over(measured, batch -> comparison.add(batch, afterBatch), () -> {});
    return comparison.qualities();
  }

  /**
   * The quality of another computation of the model on the same held-out data.
   *
   * @param graph from what the model is given (tokens, images, series) to what its ONNX graph gives
   */
  public Quality evaluate(UnaryOperator<Tensor> graph) {
    Scoring<B, ?> scoring = task.scoring(model);
    over(measured, batch -> scoring.add(graph.apply(task.inputs(batch)), batch));
    return scoring.quality();
  }

  /**
   * Goes over batches, and ends between two of them when the thread is interrupted: a training run
   * then goes on from its checkpoint.
   */
  private void over(List<Selection> selections, Consumer<B> seen) {
    over(selections, seen, afterBatch);
  }

  private void over(List<Selection> selections, Consumer<B> seen, Runnable after) {
    for (Selection selection : selections) {
      Interruptions.check("a measurement");
      try (TensorScope scope = TensorScope.open()) {
        seen.accept(task.batch(selection, device));
      }
      after.run();
    }
  }

  /** Outliers and quality in full precision. */
  public record Full(OutlierSummary outliers, Quality quality) {}

  /** Measures without quantization. */
  public Full full() {
    ActivationRecorder recorder = recorder();
    Quality quality = evaluateWatched(List.of(recorder)).get(0);
    return new Full(recorder.summary(), quality);
  }

  private ActivationRecorder recorder() {
    return new ActivationRecorder(new HashSet<>(outlierProbePoints())::contains);
  }

  /**
   * Whose the outliers of the model are. Samples are looked at one by one, in full precision, so
   * that no more than one layer's weights of one sample are held.
   */
  public DiagnosisResult diagnosis() {
    try (TokenNames names = task.names();
        NoGradGuard constant = new NoGradGuard()) {
      OutlierDiagnosis diagnosis = new OutlierDiagnosis(outlierProbePoints(), names::isDelimiter);
      for (Selection selection : measured) {
        over(
            selection.apart(),
            batch ->
                diagnosis.update(
                    task.labels(model, batch),
                    probe -> task.look(model, batch, ForwardContext.evaluation(probe))),
            () -> {});
        afterBatch.run();
      }
      return DiagnosisRecord.of(diagnosis.compute(), names);
    }
  }

  /** Calibrates, and measures in full precision and quantized. */
  public Quantized quantized() {
    return quantized(List.of());
  }

  /** The same, and then in further bits with the ranges of the same calibration. */
  public Quantized quantized(List<BitWidths> further) {
    QuantizationConfig config = quantization();
    Calibration calibration = calibration();
    ActivationRecorder recorder = recorder();
    List<Quality> qualities;
    try (FakeQuantization w8a8 = new FakeQuantization(calibration, config)) {
      qualities = evaluateWatched(List.of(recorder, w8a8));
    }
    Map<BitWidths, Quality> others = new LinkedHashMap<>();
    further.forEach(bits -> others.put(bits, quality(calibration, config.withBits(bits))));
    return new Quantized(
        recorder.summary(),
        qualities.get(0),
        qualities.get(1),
        others,
        calibration.quantizers(config));
  }

  /** Calibrates, and measures in W8A8 alone. */
  public Quality w8a8() {
    return quality(calibration(), quantization());
  }

  /** Batches over which {@link #w8a8} runs. */
  public long batchesOfW8a8() {
    return evaluationBatches() + calibrating.size();
  }

  private Calibration calibration() {
    Calibration calibration = new Calibration(quantization());
    calibrateUnder(calibration);
    return calibration;
  }

  /** The quality in the bits of a config with ranges that are there. */
  public Quality quality(Calibration calibration, QuantizationConfig config) {
    try (FakeQuantization quantized = new FakeQuantization(calibration, config)) {
      return evaluateUnder(quantized);
    }
  }

  /** The quality under some probes of which the first one only looks, without gradients. */
  private List<Quality> evaluateWatched(List<Probe> probes) {
    try (NoGradGuard constant = new NoGradGuard()) {
      List<ForwardContext> contexts = probes.stream().map(ForwardContext::evaluation).toList();
      return teacher.isPresent()
          ? besideTeacher(teacher.get(), true, contexts)
          : contexts.stream().map(this::evaluate).toList();
    }
  }

  /** The quality while a probe looks or acts, without gradients. */
  public Quality evaluateUnder(Probe probe) {
    try (NoGradGuard constant = new NoGradGuard()) {
      return evaluate(ForwardContext.evaluation(probe));
    }
  }

  /** Runs the model on what it is measured on under a probe, without measuring the quality. */
  public void showTo(Probe probe) {
    Scoring<B, ?> scoring = task.scoring(model);
    try (NoGradGuard constant = new NoGradGuard()) {
      over(measured, batch -> scoring.run(batch, ForwardContext.evaluation(probe)));
    }
  }

  /** Runs the model on calibration data under a probe, without gradients. */
  public void calibrateUnder(Probe probe) {
    try (NoGradGuard constant = new NoGradGuard()) {
      calibrate(ForwardContext.evaluation(probe));
    }
  }
}
