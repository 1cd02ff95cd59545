package org.outeffhop.metrics;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.Tensors;

/** A batch seen as one row per sample. */
final class Samples {
  private Samples() {}

  /** {@code [samples, ...]} to {@code [samples, elements]} in float64. */
  static Tensor rows(Tensor x) {
    long samples = x.dim() == 0 ? 0 : x.size(0);
    if (x.numel() == 0 || samples == 0) {
      throw new IllegalArgumentException(
          "a batch has shape "
              + Arrays.toString(Tensors.shape(x))
              + "; it needs at least 1 sample of at least 1 element");
    }
    return x.detach().to(ScalarType.Double).reshape(samples, -1);
  }
}
