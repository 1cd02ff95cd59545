package org.outeffhop.experiment.run;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** A measurement that can also be made of another computation of the model, such as its graph. */
public interface ExecutableTask extends MeasuredTask<Quality> {
  /**
   * The quality of another computation of the model on the same held-out data.
   *
   * @param model from what the model is given (tokens, images, series) to what its ONNX graph gives
   */
  Quality evaluate(UnaryOperator<Tensor> model);
}
