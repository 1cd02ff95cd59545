package org.outeffhop.model;

import java.util.List;
import org.outeffhop.tensor.Parameters;

/** A model that checkpoints hold. */
public sealed interface Model extends AutoCloseable permits TokenModel, ImageModel, StanHopNet {
  /** What is trained, under Hugging Face's names, or those of the authors' code. */
  Parameters parameters();

  /** The name of the class that has these parameters, Hugging Face's where it has one. */
  String architecture();

  /** The module outputs over which outliers are measured, in the order of the network. */
  List<String> outlierProbePoints();

  @Override
  default void close() {
    parameters().close();
  }
}
