package org.outeffhop.experiment.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.quantization.migration.ScaleMigration;
import org.outeffhop.quantization.migration.ShortcutScales;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;

/** A stored model that becomes a graph. Closing it frees the model. */
interface ExportedModel extends AutoCloseable {
  /** The kind of model, as {@code model_type} has it. */
  String kind();

  /** The attention method. */
  String attention();

  /** What it holds in full precision. */
  Parameters parameters();

  /** How a comparison quantizes such a model. */
  QuantizationConfig quantization();

  /**
   * Runs the model on training data under a probe that learns ranges.
   *
   * @return what was calibrated on
   * @throws IllegalArgumentException if there are none, or a NaN turns up, naming the module
   */
  String calibrate(Probe probe);

  /**
   * The places where scales can move before quantization.
   *
   * @throws IllegalArgumentException if none are known for this kind of model, or its graph has no
   *     place for scales of shortcuts that they ask for
   */
  List<MigrationPair> migrationPairs();

  /** The graph. */
  OnnxExport graph(Precision precision);

  /**
   * The graph after scales were moved in the weights.
   *
   * @param shortcuts what else has to be multiplied, {@link ScaleMigration#shortcuts}
   * @throws IllegalArgumentException if there are any that the graph has no place for
   */
  default OnnxExport graph(Precision precision, Map<String, double[]> shortcuts) {
    ShortcutScales.requireNone(shortcuts.keySet(), kind());
    return graph(precision);
  }

  /** A batch for comparing engines. */
  Sample sample();

  /**
   * Writes what is needed to run the model, besides the graph.
   *
   * @return the names of the files
   */
  List<String> writeCompanions(Path folder) throws IOException;

  /** What is missing for running the export, in sentences. */
  List<String> notes();

  @Override
  void close();
}
