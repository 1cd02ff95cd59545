package org.outeffhop.experiment.run;

import java.util.List;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.tensor.Parameters;

/** A stored model and what it is measured on. Closing it frees the model. */
public interface TrainedModel extends AutoCloseable {
  /** The kind of model, as {@code model_type} has it. */
  String kind();

  /** The attention method. */
  String attention();

  /** What its quality is. */
  QualityMeasure measure();

  /** What it is measured on, by name. */
  RunData data();

  /** What is trained. */
  Parameters parameters();

  /**
   * The places where scales can move before quantization.
   *
   * @throws IllegalArgumentException if none are known for this kind of model
   */
  List<MigrationPair> migrationPairs();

  /** A measurement of one batch, to see the names of modules. */
  MeasuredTask<Quality> brief();

  /**
   * The measurement that a comparison makes after training.
   *
   * @param afterBatch told after each batch
   */
  MeasuredTask<Quality> whole(Runnable afterBatch);

  @Override
  void close();
}
