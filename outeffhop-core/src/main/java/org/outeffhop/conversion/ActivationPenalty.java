package org.outeffhop.conversion;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * penalty = sum over modules, mean over tokens, sum over channels of max(0, |x| - threshold): what
 * activations exceed a threshold by.
 *
 * <p>It collects over one forward pass, and hands every activation on to another probe, such as one
 * that quantizes: activations are penalised as they were before.
 */
public final class ActivationPenalty implements Probe, AutoCloseable {
  private final Set<String> modules;
  private final double threshold;
  private final Probe next;
  private final List<Tensor> excesses = new ArrayList<>();

  /**
   * A penalty that has seen nothing.
   *
   * @param modules whose outputs, [.., channels], are penalised
   * @param threshold above 0
   * @param next is shown every activation afterwards
   */
  public ActivationPenalty(Collection<String> modules, double threshold, Probe next) {
    if (!(threshold > 0)) {
      throw new IllegalArgumentException(
          "the threshold of activations is " + threshold + "; it must be above 0");
    }
    this.modules = Set.copyOf(modules);
    this.threshold = threshold;
    this.next = next;
  }

  @Override
  public Tensor at(String name, Tensor activation) {
    if (modules.contains(name)) {
      collect(activation);
    }
    return next.at(name, activation);
  }

  private void collect(Tensor activation) {
    try (TensorScope scope = TensorScope.open()) {
      double tokens = (double) activation.numel() / activation.size(-1);
      Tensor excess = torch.softshrink(activation, Tensors.scalar(threshold)).abs().sum();
      excesses.add(scope.release(excess.div(Tensors.scalar(tokens))));
    }
  }

  /** The penalty of what was seen, on the autograd tape; a tensor with one element. */
  public Tensor total() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor total = Tensors.of(new float[] {0});
      for (Tensor excess : excesses) {
        total = total.add(excess);
      }
      return scope.keep(total);
    }
  }

  @Override
  public Tensor weight(String name, Tensor weight) {
    return next.weight(name, weight);
  }

  @Override
  public Tensor shortcut(String sum, Tensor x) {
    return next.shortcut(sum, x);
  }

  @Override
  public boolean wantsAttentionProbabilities() {
    return next.wantsAttentionProbabilities();
  }

  /** Frees what was collected. */
  @Override
  public void close() {
    excesses.forEach(Tensor::close);
    excesses.clear();
  }
}
