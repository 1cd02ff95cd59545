package org.outeffhop.experiment.task;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.outeffhop.metrics.OutputDivergence;
import org.outeffhop.metrics.Prediction;
import org.outeffhop.metrics.Quality;
import org.outeffhop.metrics.sinks.OutlierDiagnosis;
import org.outeffhop.model.Model;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Interruptions;
import org.outeffhop.quantization.BitWidths;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.FakeQuantization;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.UniformQuantizer;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;

/**
 * A model with what it is calibrated and measured on. Two models of a task see the same batches in
 * the same order.
 *
 * @param teacher whose outputs the model's are compared with beside the quality
 * @param calibrating batches from which ranges come
 * @param measured batches on which quality and outliers are measured
 * @param afterBatch told after each batch
 */
public record HeldOut<M extends Model, B>(
    Task<M, B> task,
    M model,
    Optional<M> teacher,
    Device device,
    List<Selection> calibrating,
    List<Selection> measured,
    Runnable afterBatch) {

  /** The same, which tells a listener after each batch. */
  public HeldOut<M, B> telling(Runnable listener) {
    return new HeldOut<>(task, model, teacher, device, calibrating, measured, listener);
  }

  /** The same over the first of its batches alone. */
  public HeldOut<M, B> first() {
    return new HeldOut<>(
        task, model, teacher, device, calibrating, measured.subList(0, 1), afterBatch);
  }

  /** The same with how far the outputs are from a teacher's, where the task compares them. */
  public HeldOut<M, B> against(M other) {
    Optional<M> compared = task.comparesOutputs() ? Optional.of(other) : Optional.empty();
    return new HeldOut<>(task, model, compared, device, calibrating, measured, afterBatch);
  }

  /** The same with ranges from the first so many of its batches. */
  public HeldOut<M, B> calibratedOn(int batches) {
    return new HeldOut<>(
        task, model, teacher, device, calibrating.subList(0, batches), measured, afterBatch);
  }

  /** The module outputs over which outliers are measured. */
  public List<String> outlierProbePoints() {
    return model.outlierProbePoints();
  }

  /** How the model is quantized. */
  public QuantizationConfig quantization() {
    return task.quantization();
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
    Scoring<B, ?> scoring = task.scoring(model);
    if (teacher.isPresent()) {
      return evaluate(scoring, teacher.get(), context);
    }
    over(measured, batch -> scoring.add(batch, context));
    return scoring.quality();
  }

  /** One pass of each model a batch gives the quality and how far the outputs are apart. */
  private Quality evaluate(Scoring<B, ?> scoring, M other, ForwardContext context) {
    OutputDivergence divergence = new OutputDivergence();
    over(
        measured,
        batch -> {
          Tensor inputs = task.inputs(batch);
          Tensor output = task.output(model, inputs, context);
          scoring.add(output, batch);
          Tensor wanted = task.output(other, inputs, ForwardContext.EVALUATION);
          divergence.update(new Prediction(output, wanted));
        });
    Quality apart = divergence.compute();
    Map<String, Double> named = new LinkedHashMap<>();
    named.put("kl", apart.value());
    named.putAll(apart.others());
    return scoring.quality().with(named);
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

  /**
   * Outliers and quality in full precision, and the quality in static W8A8.
   *
   * @param further the quality in other bits
   * @param grids of the activations in W8A8, by name
   */
  public record Quantized(
      OutlierSummary outliers,
      Quality quality,
      Quality w8a8,
      Map<BitWidths, Quality> further,
      Map<String, UniformQuantizer> grids) {
    /**
     * The further measures of all, by name; those in W8A8 end in {@code _w8a8}. The quality in
     * other bits is among them, such as {@code quality_w4a4}.
     */
    public Map<String, Double> details() {
      Map<String, Double> details = new LinkedHashMap<>(quality.others());
      put(details, BitWidths.W8A8, w8a8.others());
      further.forEach(
          (bits, measured) -> {
            put(details, bits, Map.of("quality", measured.value()));
            put(details, bits, measured.others());
          });
      return details;
    }

    private static void put(
        Map<String, Double> details, BitWidths bits, Map<String, Double> measures) {
      String end = "_" + bits.toString().toLowerCase(Locale.ROOT);
      measures.forEach((name, value) -> details.put(name + end, value));
    }
  }

  /** Measures without quantization. */
  public Full full() {
    Set<String> points = new HashSet<>(outlierProbePoints());
    ActivationRecorder recorder = new ActivationRecorder(points::contains);
    Quality quality = evaluateUnder(recorder);
    return new Full(recorder.summary(), quality);
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

  /** Measures in full precision, calibrates, and measures quantized. */
  public Quantized quantized() {
    return quantized(List.of());
  }

  /** The same, and then in further bits with the ranges of the same calibration. */
  public Quantized quantized(List<BitWidths> further) {
    Full full = full();
    QuantizationConfig config = quantization();
    Calibration calibration = calibrated(config);
    Quality w8a8 = quality(calibration, config);
    Map<BitWidths, Quality> others = new LinkedHashMap<>();
    further.forEach(bits -> others.put(bits, quality(calibration, config.withBits(bits))));
    return new Quantized(
        full.outliers(), full.quality(), w8a8, others, calibration.quantizers(config));
  }

  /** Calibrates, and measures in W8A8 alone. */
  public Quality w8a8() {
    QuantizationConfig config = quantization();
    return quality(calibrated(config), config);
  }

  private Calibration calibrated(QuantizationConfig config) {
    Calibration calibration = new Calibration(config);
    calibrateUnder(calibration);
    return calibration;
  }

  private Quality quality(Calibration calibration, QuantizationConfig config) {
    try (FakeQuantization quantized = new FakeQuantization(calibration, config)) {
      return evaluateUnder(quantized);
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
