package org.outeffhop.experiment.stored;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.experiment.task.GraphSample;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.experiment.task.RunData;
import org.outeffhop.experiment.task.Task;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.RangeEstimator;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.quantization.migration.MigrationTable;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;

/**
 * A model on the CPU and what it is calibrated and measured on. Closing it frees the model and the
 * data of its task.
 *
 * @param <M> the model
 * @param <B> a batch of its task
 */
public final class StoredModel<M extends Model, B> implements AutoCloseable {
  private final ModelConfig config;
  private final M model;
  private final Task<M, B> task;
  private final Evaluation evaluation;
  private final Optional<RangeEstimator> range;
  private final Device device = Engine.device("cpu");

  /**
   * A model and its task.
   *
   * @param evaluation how much is measured
   * @param range how ranges of activations follow from batches; empty: as a comparison has it
   */
  StoredModel(
      ModelConfig config,
      M model,
      Task<M, B> task,
      Evaluation evaluation,
      Optional<RangeEstimator> range) {
    this.config = config;
    this.model = model;
    this.task = task;
    this.evaluation = evaluation;
    this.range = range;
  }

  /** The model's shape and attention. */
  public ModelConfig config() {
    return config;
  }

  /** The kind of model, as {@code model_type} has it. */
  public String type() {
    return config.type().toString();
  }

  /** The attention method. */
  public String attention() {
    return config.attention().variant().toString();
  }

  /** The model itself. */
  public M model() {
    return model;
  }

  /** Another model of the same task, which belongs to the caller, or this one, in other amounts. */
  public StoredModel<M, B> view(ModelConfig shape, Model other, Evaluation size) {
    return new StoredModel<>(shape, task.modelClass().cast(other), task, size, range);
  }

  /** The task, whose data may still be unread. */
  public Task<M, B> task() {
    return task;
  }

  /** How much is measured. */
  public Evaluation evaluation() {
    return evaluation;
  }

  /** How it is quantized. */
  public QuantizationConfig quantization() {
    return range.map(task.quantization()::withRange).orElseGet(task::quantization);
  }

  /** What its quality is. */
  public QualityMeasure measure() {
    return task.measure();
  }

  /** What it is measured on, by name. */
  public RunData data() {
    return task.data();
  }

  /** What is trained. */
  public Parameters parameters() {
    return model.parameters();
  }

  /**
   * The places where scales can move before quantization.
   *
   * @throws IllegalArgumentException if none are known for this kind of model
   */
  public List<MigrationPair> migrationPairs() {
    return MigrationTable.of(config);
  }

  /**
   * The model as an ONNX graph; closing that does not close this.
   *
   * @throws IllegalArgumentException if the precision does not fit
   */
  public OnnxExport export(Precision precision) {
    return export(precision, Map.of());
  }

  /**
   * The same after scales were moved in its weights.
   *
   * @param shortcuts what else has to be multiplied, by the sum's name
   * @throws IllegalArgumentException if there are any that the graph has no place for
   */
  public OnnxExport export(Precision precision, Map<String, double[]> shortcuts) {
    OnnxExport export = OnnxExport.of(config, model, precision, shortcuts);
    try {
      task.complete(export, config);
      return export;
    } catch (RuntimeException e) {
      export.close();
      throw e;
    }
  }

  /**
   * The graph with fused attention and a cache of keys and values.
   *
   * @throws IllegalArgumentException if the kind of model or its attention has none
   */
  public OnnxExport exportCached(Precision precision) {
    return OnnxExport.cached(config, model, precision);
  }

  /** What the graph gives, computed by libtorch in full precision. */
  public Tensor outputs(Tensor inputs) {
    try (NoGradGuard constant = new NoGradGuard()) {
      return task.output(model, inputs, ForwardContext.EVALUATION);
    }
  }

  /** The longest sequence, where what the model is given has a length that is free. */
  public OptionalInt maxLength() {
    return config instanceof LanguageModelConfig text
        ? OptionalInt.of(text.maxPositionEmbeddings())
        : OptionalInt.empty();
  }

  /**
   * Some of its held-out data as the graph takes it, again and again where they are too few.
   *
   * @param length tokens of a sequence, where the length is free
   */
  public Tensor samples(int batch, int length) {
    return task.samples(batch, length);
  }

  /** A batch for comparing engines, with what the model makes of it. */
  public GraphSample graphSample() throws IOException {
    return task.graphSample(model, config);
  }

  /** A measurement of little data, to see the names of modules. */
  public HeldOut<M, B> brief() {
    return task.measurement(model, device, task.glimpse(evaluation)).quantizedBy(quantization());
  }

  /** The measurement that a comparison makes after training. */
  public HeldOut<M, B> whole() {
    return task.measurement(model, device, evaluation).quantizedBy(quantization());
  }

  /** The same without what is calibrated on, which need not be there. */
  public HeldOut<M, B> heldOut() {
    return task.measurement(model, device, task.heldOut(evaluation)).quantizedBy(quantization());
  }

  @Override
  public void close() {
    model.close();
    task.close();
    device.close();
  }
}
