package org.outeffhop.experiment.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.Parameters;

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
   * Runs the model on training data.
   *
   * @return what was calibrated on
   * @throws IllegalArgumentException if there are none, or a NaN turns up, naming the module
   */
  String calibrate(Calibration calibration);

  /** The graph. */
  OnnxExport graph(Precision precision);

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
