package org.outeffhop.model;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;

/**
 * One scale of the encoder: adjacent segments merged, y = norm([x_1, .., x_w]) W + b, and a {@link
 * StanHopLayer} over what they became. Where segments do not fill a window, the last ones are
 * repeated.
 */
final class StanHopEncoderBlock {
  private final int window;
  private final Norm norm;
  private final Linear merge;
  private final StanHopLayer layer;

  /**
   * A new block.
   *
   * @param window segments merged into one; 1 for none
   */
  StanHopEncoderBlock(Parameters parameters, String name, StanHopConfig config, int window) {
    this.window = window;
    long width = config.dModel();
    long merged = window * width;
    String merging = name + ".merge_layer";
    merge =
        window == 1
            ? null
            : StanHopParts.linear(parameters, merging + ".linear_trans", merged, width);
    norm = window == 1 ? null : StanHopParts.norm(parameters, merging + ".norm", merged);
    layer = new StanHopLayer(parameters, layerName(name), config);
  }

  /** The name of the block's layer. */
  static String layerName(String name) {
    return name + ".encode_layers.0";
  }

  /** [B, D, L, W] to [B, D, ceil(L / window), W]. */
  Tensor forward(Tensor x, ForwardContext context) {
    return layer.forward(window == 1 ? x : merged(x, context), context);
  }

  private Tensor merged(Tensor x, ForwardContext context) {
    long missing = Math.floorMod(-x.size(2), (long) window);
    Tensor whole =
        missing == 0
            ? x
            : torch.cat(new TensorVector(x, x.narrow(2, x.size(2) - missing, missing)), 2);
    Tensor windows =
        whole.reshape(whole.size(0), whole.size(1), whole.size(2) / window, window * whole.size(3));
    return merge.forward(norm.forward(windows, context), context);
  }
}
