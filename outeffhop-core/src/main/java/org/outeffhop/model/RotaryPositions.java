package org.outeffhop.model;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Turns the pair (x_i, x_(i + D/2)) of every head at place p by the angle p f_i, so that q^T k
 * depends on the distance of their places. Halves are paired, not neighbours, as in Hugging Face's
 * Llama.
 *
 * @param cosine [L, 1, D/2]
 * @param sine likewise
 */
record RotaryPositions(Tensor cosine, Tensor sine) {
  /**
   * The angles of places 0 .. L - 1, computed in float64.
   *
   * @param like a tensor on the device where they are needed
   */
  static RotaryPositions of(double[] frequencies, long length, Tensor like) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor places = torch.arange(new Scalar(length)).to(ScalarType.Double);
      Tensor angles = torch.outer(places, Tensors.of(frequencies, frequencies.length));
      return new RotaryPositions(
          scope.keep(placed(angles.cos(), like)), scope.keep(placed(angles.sin(), like)));
    }
  }

  private static Tensor placed(Tensor angles, Tensor like) {
    return Engine.to(angles.to(ScalarType.Float).unsqueeze(1), like.device());
  }

  /**
   * The turned vectors.
   *
   * @param x [B, L, heads D]
   * @return [B, L, heads D]
   */
  Tensor turn(Tensor x) {
    long half = cosine.size(2);
    Tensor heads = x.reshape(x.size(0), x.size(1), -1, 2 * half);
    Tensor first = heads.narrow(3, 0, half);
    Tensor second = heads.narrow(3, half, half);
    Tensor turned =
        torch.cat(
            new TensorVector(
                first.mul(cosine).sub(second.mul(sine)), second.mul(cosine).add(first.mul(sine))),
            3);
    return turned.flatten(2, 3);
  }
}
