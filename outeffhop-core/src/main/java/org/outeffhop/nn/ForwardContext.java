package org.outeffhop.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.DropoutMask;
import org.outeffhop.tensor.Probe;

/**
 * What a forward pass is for.
 *
 * @param probe looks and acts at every named module output
 * @param training whether dropout acts
 * @param bfloat16Linears whether linear layers multiply in bfloat16; attention and norms stay in
 *     float32
 */
public record ForwardContext(Probe probe, boolean training, boolean bfloat16Linears) {
  /** Evaluation in float32 with nobody looking. */
  public static final ForwardContext EVALUATION = new ForwardContext(Probe.NONE, false, false);

  /** Evaluation in float32 under a probe. */
  public static ForwardContext evaluation(Probe probe) {
    return new ForwardContext(probe, false, false);
  }

  /** The same pass in which no dropout acts. */
  public ForwardContext withoutDropout() {
    return new ForwardContext(probe, false, bfloat16Linears);
  }

  /** The probability of dropout in this pass: 0 outside training. */
  public double dropout(double probability) {
    return training ? probability : 0;
  }

  /** x in the type in which linear layers multiply. */
  public Tensor factor(Tensor x) {
    return bfloat16Linears ? x.to(ScalarType.BFloat16) : x;
  }

  /** Dropout on a hidden state. */
  public Tensor drop(Tensor x, double probability) {
    return drops(probability) ? x.mul(DropoutMask.like(x, probability)) : x;
  }

  /** x + dropout(change). */
  public Tensor addDropped(Tensor x, Tensor change, double probability) {
    return drops(probability)
        ? torch.addcmul(x, change, DropoutMask.like(change, probability))
        : x.add(change);
  }

  private boolean drops(double probability) {
    return training && probability > 0;
  }
}
