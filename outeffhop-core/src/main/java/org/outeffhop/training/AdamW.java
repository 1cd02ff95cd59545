package org.outeffhop.training;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * AdamW. With the gradient g, for every element:
 *
 * <pre>
 * w = w (1 - lr * decay)
 * m = beta1 m + (1 - beta1) g
 * v = beta2 v + (1 - beta2) g^2
 * w = w - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)
 * </pre>
 *
 * <p>Source: Loshchilov and Hutter 2019, arXiv 1711.05101, algorithm 2, as {@code
 * torch.optim.AdamW} has it. Matrices decay; parameters with one axis, biases and LayerNorm's
 * gains, do not.
 */
public final class AdamW implements AutoCloseable {
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final TrainingConfig config;

  private record Slot(
      Tensor parameter, Tensor expAvg, Tensor expAvgSq, Tensor step, boolean decays) {}

  /**
   * Sets the moments to 0.
   *
   * @param parameters leaf tensors that require a gradient, by their Hugging Face names
   * @throws IllegalArgumentException naming a parameter that cannot be trained or is there twice
   */
  public AdamW(Map<String, Tensor> parameters, TrainingConfig config) {
    this.config = config;
    requireTrainable(parameters);
    try (TensorScope scope = TensorScope.open();
        NoGradGuard noGrad = new NoGradGuard()) {
      parameters.forEach((name, parameter) -> slots.put(name, slot(scope, name, parameter)));
    }
  }

  /**
   * Updates every parameter that has a gradient; the others stay as they are, as in PyTorch.
   *
   * @param learningRate the learning rate of this update
   */
  public void step(double learningRate) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard noGrad = new NoGradGuard()) {
      update(true, learningRate);
      update(false, learningRate);
    }
  }

  /**
   * The optimizer's memory: {@code NAME.exp_avg}, {@code NAME.exp_avg_sq} and {@code NAME.step} of
   * each parameter. The tensors are the optimizer's own: copying into them restores a state.
   */
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    slots.forEach(
        (name, slot) -> {
          state.put(name + ".exp_avg", slot.expAvg());
          state.put(name + ".exp_avg_sq", slot.expAvgSq());
          state.put(name + ".step", slot.step());
        });
    return state;
  }

  /** Frees the moments. */
  @Override
  public void close() {
    state().values().forEach(Tensor::close);
    slots.clear();
  }

  private Slot slot(TensorScope scope, String name, Tensor parameter) {
    TensorOptions options =
        new TensorOptions(ScalarType.Float).device(new DeviceOptional(parameter.device()));
    return new Slot(
        parameter,
        scope.release(torch.zeros_like(parameter)),
        scope.release(torch.zeros_like(parameter)),
        scope.release(torch.zeros(new long[0], options)),
        decays(name, parameter));
  }

  private boolean decays(String name, Tensor parameter) {
    return parameter.dim() > 1 || (config.decayLayerNormGains() && name.endsWith("weight"));
  }

  private void update(boolean decays, double learningRate) {
    FusedAdamW.Group group =
        new FusedAdamW.Group(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    for (Slot slot : slots.values()) {
      Tensor gradient = slot.parameter().grad();
      if (slot.decays() == decays && gradient.defined()) {
        group.parameters().add(slot.parameter());
        group.gradients().add(gradient.contiguous());
        group.expAvgs().add(slot.expAvg());
        group.expAvgSqs().add(slot.expAvgSq());
        group.steps().add(slot.step().add_(Tensors.scalar(1)));
      }
    }
    if (!group.parameters().isEmpty()) {
      FusedAdamW.update(group, config, learningRate, decays ? config.weightDecay() : 0);
    }
  }

  private static void requireTrainable(Map<String, Tensor> parameters) {
    Set<Long> seen = new HashSet<>();
    List<String> problems = new ArrayList<>();
    parameters.forEach(
        (name, parameter) -> {
          if (!parameter.is_leaf() || !parameter.requires_grad()) {
            problems.add("parameter '" + name + "' is not a leaf tensor that requires a gradient");
          } else if (!parameter.is_contiguous()) {
            problems.add("parameter '" + name + "' is not contiguous");
          } else if (!seen.add(parameter.unsafeGetTensorImpl().address())) {
            problems.add("parameter '" + name + "' is also listed under another name");
          }
        });
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
  }
}
