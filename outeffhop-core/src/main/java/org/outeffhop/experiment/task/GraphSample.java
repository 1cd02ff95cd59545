package org.outeffhop.experiment.task;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.ExportResult;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.runtime.OnnxOutput;
import org.outeffhop.tensor.Tensors;

/**
 * A batch and what libtorch computes from it.
 *
 * @param name what it is
 * @param batch how many sequences, images or windows
 * @param inputs by name; a graph takes those that it has
 * @param expected the model's first output; freed with the scope that it was made in
 * @param visible which rows of the output count, in row-major order, 0 where one is padding; null:
 *     all do
 */
public record GraphSample(
    String name, long batch, Map<String, OnnxInput> inputs, Tensor expected, long[] visible) {
  /** Computes the batch with ONNX Runtime and says how far both engines agree. */
  public ExportResult.Agreement compare(OnnxModel model) {
    Map<String, OnnxInput> all = new LinkedHashMap<>(inputs);
    all.keySet().retainAll(model.inputs());
    all.putAll(model.emptyPast(batch));
    OnnxOutput output = model.run(all);
    float[] values = Tensors.toFloats(expected);
    int width = Math.toIntExact(output.shape()[output.shape().length - 1]);
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      if (visible == null || visible[i / width] == 1) {
        difference = Math.max(difference, Math.abs(values[i] - output.values()[i]));
        largest = Math.max(largest, Math.abs(values[i]));
      }
    }
    return new ExportResult.Agreement(name, difference, largest);
  }
}
