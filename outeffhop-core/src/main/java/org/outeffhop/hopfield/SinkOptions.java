package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.Tensors;

/** The type and device in which sinks are computed: at least float32, where the scores are. */
final class SinkOptions {
  private SinkOptions() {}

  static TensorOptions like(Tensor scores) {
    ScalarType type =
        Tensors.type(scores) == ScalarType.Double ? ScalarType.Double : ScalarType.Float;
    Device device = scores.device();
    return new TensorOptions(type).device(new DeviceOptional(device));
  }
}
