package org.outeffhop.export;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Tensors of libtorch as what ONNX Runtime takes and gives. */
public final class TorchValues {
  private TorchValues() {}

  /** A tensor as an input: whole numbers and booleans become int64, others float32. */
  public static OnnxInput input(Tensor tensor) {
    ScalarType type = Tensors.type(tensor);
    return type == ScalarType.Long || type == ScalarType.Bool || type == ScalarType.Int
        ? OnnxInput.of(Tensors.toLongs(tensor), Tensors.shape(tensor))
        : OnnxInput.of(Tensors.toFloats(tensor), Tensors.shape(tensor));
  }

  /** A model's first output as a tensor, whose memory ONNX Runtime writes into. */
  public static Tensor run(OnnxModel model, Map<String, OnnxInput> inputs) {
    Tensor[] result = new Tensor[1];
    try (TensorScope scope = TensorScope.open()) {
      model.runInto(
          inputs,
          shape -> {
            result[0] = Tensors.empty(ScalarType.Float, shape);
            return result[0].data_ptr_float().capacity(result[0].numel()).asBuffer();
          });
      return scope.keep(result[0]);
    }
  }
}
