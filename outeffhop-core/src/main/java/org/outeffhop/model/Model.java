package org.outeffhop.model;

import java.util.List;
import org.outeffhop.tensor.Parameters;

/** A model that checkpoints hold. */
public sealed interface Model extends AutoCloseable permits TokenModel, ImageModel {
  /** What is trained, under Hugging Face's names. */
  Parameters parameters();

  /** The name of Hugging Face's class that has these parameters. */
  String architecture();

  /** The module outputs over which outliers are measured, in the order of the network. */
  List<String> outlierProbePoints();

  @Override
  default void close() {
    parameters().close();
  }
}
