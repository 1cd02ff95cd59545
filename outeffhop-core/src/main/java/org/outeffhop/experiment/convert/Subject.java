package org.outeffhop.experiment.convert;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.Model;
import org.outeffhop.training.RunDirectory;

/**
 * A trained model that is to be converted, and its data. Runs share it; closing it frees the model.
 *
 * @param <M> the model
 * @param <I> what it takes for one batch
 */
interface Subject<M extends Model, I> extends AutoCloseable {
  /** The model as it was given. */
  M teacher();

  /** The kind of model as {@code model_type} has it. */
  String kind();

  /** The attention method that it was trained with. */
  AttentionMethod method();

  /** What the quality is. */
  QualityMeasure measure();

  /** Samples that can be drawn for training. */
  long samples();

  /** A model of the same shape with another attention method and freshly drawn weights. */
  M create(AttentionMethod method);

  /** The training batch of a step, which depends on the arguments alone. */
  I batch(long seed, long step, int batchSize);

  /** What is compared with the teacher's. */
  Tensor output(M model, I batch, ForwardContext context);

  /** How far outputs are from the teacher's; one element. */
  Tensor distance(Tensor output, Tensor teachers);

  /**
   * The measurement of a model.
   *
   * @param evaluation batches, and those of calibration
   * @param samples held-out ones, where they are counted
   */
  MeasuredTask<Quality> measured(
      M model, Evaluation evaluation, int samples, Runnable afterBatch);

  /** Batches over which a measurement evaluates. */
  long batches(Evaluation evaluation, int samples);

  /** Writes a converted model as a checkpoint. */
  void write(RunDirectory folder, M model, AttentionMethod method);

  /** The model as an ONNX graph. */
  OnnxExport export(M model, AttentionMethod method, Precision precision);

  /** The quality as ONNX Runtime computes it. */
  Quality execute(OnnxRun run, Evaluation evaluation, int samples, Runnable afterBatch);

  /** Further numbers that say what was measured, by name. */
  default Map<String, Double> details() {
    return Map.of();
  }

  @Override
  void close();
}
