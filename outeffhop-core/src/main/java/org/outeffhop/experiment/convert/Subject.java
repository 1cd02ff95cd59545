package org.outeffhop.experiment.convert;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.experiment.run.TrainedModel;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.Model;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.nn.ForwardContext;
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

  /** The attention method that it was trained with. */
  AttentionMethod method();

  /** The model of a checkpoint that {@link #write} wrote. */
  M of(Checkpoint checkpoint);

  /** A model of the same shape with another attention method and freshly drawn weights. */
  M create(AttentionMethod method);

  /** The training batch of a step, which depends on the arguments alone. */
  I batch(long seed, long step, int batchSize);

  /** What is compared with the teacher's. */
  Tensor output(M model, I batch, ForwardContext context);

  /** How far outputs are from the teacher's, a tensor with one element. */
  Tensor distance(Tensor output, Tensor teachers, ConversionConfig config);

  /** A model on the held-out data. It belongs to the caller; closing this view of it closes it. */
  TrainedModel view(M model, AttentionMethod method, Evaluation evaluation);

  /**
   * How far a model is from the teacher on held-out data, by name, where the quality does not say
   * it.
   */
  default Map<String, Double> fidelity(
      M model, ForwardContext context, Evaluation evaluation, Runnable afterBatch) {
    return Map.of();
  }

  /** A model on the held-out data, with how far it is from the teacher beside the quality. */
  default MeasuredTask<Quality> compared(
      M model, AttentionMethod method, Evaluation evaluation, Runnable afterBatch) {
    return new ComparedTask(
        view(model, method, evaluation).whole(afterBatch),
        context -> fidelity(model, context, evaluation, afterBatch));
  }

  /** Held-out batches over which {@link #compared} evaluates. */
  long batches(Evaluation evaluation);

  /** Samples to draw from, of which a part is held out. */
  long samples();

  /** Writes a converted model as a checkpoint. */
  void write(RunDirectory folder, M model, AttentionMethod method);

  @Override
  void close();
}
