package org.outeffhop.model;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Parameters;

/** A model that checkpoints hold. */
public sealed interface Model extends AutoCloseable permits TokenModel, ImageModel, StanHopNet {
  /** What is trained, under Hugging Face's names, or those of the authors' code. */
  Parameters parameters();

  /** The name of the class that has these parameters, Hugging Face's where it has one. */
  String architecture();

  /** The module outputs over which outliers are measured, in the order of the network. */
  List<String> outlierProbePoints();

  /** What the scripts of the paper's authors measure of it; empty where they do not know it. */
  default Optional<ScriptMeasures> scriptMeasures() {
    return Optional.empty();
  }

  /**
   * The pass that training and measuring make over a batch, here of zeros: the loss where the model
   * has one, else what it gives.
   *
   * @param length tokens in a sequence; not looked at where the config says it
   */
  Tensor blankPass(int samples, int length, ForwardContext context);

  /** The same without a loss, at every place: what a student learns. */
  default Tensor blankOutput(int samples, int length, ForwardContext context) {
    return blankPass(samples, length, context);
  }

  @Override
  default void close() {
    parameters().close();
  }
}
