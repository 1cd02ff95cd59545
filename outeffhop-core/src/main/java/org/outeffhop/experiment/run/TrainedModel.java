package org.outeffhop.experiment.run;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.quantization.migration.ScaleMigration;
import org.outeffhop.quantization.migration.ShortcutScales;
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

  /**
   * The model as an ONNX graph; closing that does not close this.
   *
   * @throws IllegalArgumentException if the precision does not fit
   */
  OnnxExport export(Precision precision);

  /**
   * The same after scales were moved in its weights.
   *
   * @param shortcuts what else has to be multiplied, {@link ScaleMigration#shortcuts}
   * @throws IllegalArgumentException if there are any that the graph has no place for
   */
  default OnnxExport export(Precision precision, Map<String, double[]> shortcuts) {
    ShortcutScales.requireNone(shortcuts.keySet(), kind());
    return export(precision);
  }

  /** What the graph gives, computed by libtorch in full precision. */
  Tensor outputs(Tensor inputs);

  /** The longest sequence, where what the model is given has a length that is free. */
  default OptionalInt maxLength() {
    return OptionalInt.empty();
  }

  /**
   * Some of its held-out data as the graph takes it, again and again where they are too few.
   *
   * @param length tokens of a sequence, where the length is free
   */
  Tensor samples(int batch, int length);

  /** A measurement of one batch, to see the names of modules. */
  MeasuredTask<Quality> brief();

  /**
   * The measurement that a comparison makes after training.
   *
   * @param afterBatch told after each batch
   */
  ExecutableTask whole(Runnable afterBatch);

  @Override
  void close();
}
