package org.outeffhop.metrics.sinks;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * What attention does with keys that are known to say nothing, over all heads of any number of
 * batches: how much weight they get, and which the model's own classifier calls no-ops.
 *
 * <p>It counts pairs of a query and a key that it sees. Where a batch has padding, it has no place.
 */
public final class PlantedKeys implements Probe {
  private final boolean causal;
  private Tensor planted;
  private double seen;
  private double seenPlanted;
  private double weight;
  private double weightOfPlanted;
  private double judgedPlanted;
  private double caught;
  private double judgedOthers;
  private double lost;

  /** A probe that has seen nothing, of models whose queries see all keys or the past alone. */
  public PlantedKeys(boolean causal) {
    this.causal = causal;
  }

  /**
   * Says of which keys the next pass is.
   *
   * @param keys Bool, [B, L], true where a key says nothing; it must stay
   */
  public void next(Tensor keys) {
    planted = keys.unsqueeze(1).unsqueeze(1);
  }

  @Override
  public Tensor at(String name, Tensor activation) {
    return activation;
  }

  @Override
  public boolean wantsAttentionProbabilities() {
    return true;
  }

  @Override
  public void association(String name, Tensor weights, Tensor values) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor all = torch.ones_like(weights.detach());
      Tensor pairs = causal ? all.tril() : all;
      seen += Tensors.item(pairs.sum());
      seenPlanted += Tensors.item(pairs.mul(planted).sum());
      weight += Tensors.item(weights.detach().sum());
      weightOfPlanted += Tensors.item(weights.detach().mul(planted).sum());
    }
  }

  @Override
  public void classified(String name, Tensor noOps, Tensor visible) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor pairs = visible.expand_as(noOps);
      Tensor others = planted.logical_not();
      judgedPlanted += Tensors.item(pairs.logical_and(planted).sum());
      caught += Tensors.item(noOps.logical_and(planted).sum());
      judgedOthers += Tensors.item(pairs.logical_and(others).sum());
      lost += Tensors.item(noOps.logical_and(others).sum());
    }
  }

  /** The share of the pairs whose key is planted. */
  public double share() {
    return seenPlanted / seen;
  }

  /** The share of the weight, as far as it is handed out, that planted keys get. */
  public double weight() {
    return weightOfPlanted / weight;
  }

  /** Whether the model classifies keys. */
  public boolean isClassified() {
    return judgedPlanted + judgedOthers > 0;
  }

  /** The share of the pairs with planted keys in which those are called no-ops. */
  public double caught() {
    return caught / judgedPlanted;
  }

  /** The share of the other pairs in which keys are called no-ops. */
  public double lost() {
    return lost / judgedOthers;
  }
}
