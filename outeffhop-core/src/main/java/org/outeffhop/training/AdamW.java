package org.outeffhop.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
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
public final class AdamW implements Optimizer {
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final Config config;

  /**
   * The settings.
   *
   * @param beta1 decay of the mean of the gradients
   * @param beta2 decay of the mean of their squares
   * @param epsilon the term in the denominator
   * @param weightDecay the decoupled weight decay
   * @param decayLayerNormGains whether the gains of LayerNorm decay too; biases never do
   */
  public record Config(
      double beta1, double beta2, double epsilon, double weightDecay, boolean decayLayerNormGains)
      implements OptimizerConfig {
    /**
     * What Hugging Face's {@code TrainingArguments} take: betas 0.9 and 0.999, epsilon 1e-8, no
     * weight decay. {@code torch.optim.AdamW} has the same but for a weight decay of 0.01.
     */
    public static final Config DEFAULT = new Config(0.9, 0.999, 1e-8, 0, false);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the field, its value and what is right
     */
    public Config {
      FieldCheck.require(beta1 >= 0 && beta1 < 1, "beta1", beta1, "from 0 to below 1");
      FieldCheck.require(beta2 >= 0 && beta2 < 1, "beta2", beta2, "from 0 to below 1");
      FieldCheck.positive("epsilon", epsilon);
      FieldCheck.notNegative("weight_decay", weightDecay);
    }

    /** The same with other decays of the moments. */
    public Config betas(double first, double second) {
      return new Config(first, second, epsilon, weightDecay, decayLayerNormGains);
    }

    /** The same with another term in the denominator. */
    public Config epsilon(double term) {
      return new Config(beta1, beta2, term, weightDecay, decayLayerNormGains);
    }

    /** The same with another weight decay. */
    public Config weightDecay(double decay) {
      return new Config(beta1, beta2, epsilon, decay, decayLayerNormGains);
    }

    /** The same with or without decay of LayerNorm's gains. */
    public Config decayLayerNormGains(boolean decays) {
      return new Config(beta1, beta2, epsilon, weightDecay, decays);
    }

    @Override
    public AdamW create(Map<String, Tensor> parameters) {
      return new AdamW(parameters, this);
    }

    /** Two float32 moments; the one step of each tensor is not counted. */
    @Override
    public int stateBytesPerParameter() {
      return 2 * Float.BYTES;
    }

    @Override
    public Map<String, Object> asMap() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("adam_beta1", beta1);
      map.put("adam_beta2", beta2);
      map.put("adam_epsilon", epsilon);
      map.put("weight_decay", weightDecay);
      map.put("decay_layer_norm_gains", decayLayerNormGains);
      return map;
    }
  }

  private record Slot(
      Tensor parameter, Tensor expAvg, Tensor expAvgSq, Tensor step, boolean decays) {}

  /**
   * Sets the moments to 0.
   *
   * @param parameters leaf tensors that require a gradient, by their Hugging Face names
   * @throws IllegalArgumentException naming a parameter that cannot be trained or is there twice
   */
  public AdamW(Map<String, Tensor> parameters, Config config) {
    this.config = config;
    TrainableParameters.require(parameters);
    try (TensorScope scope = TensorScope.open();
        NoGradGuard noGrad = new NoGradGuard()) {
      parameters.forEach((name, parameter) -> slots.put(name, slot(scope, name, parameter)));
    }
  }

  @Override
  public void step(double learningRate) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard noGrad = new NoGradGuard()) {
      update(true, learningRate);
      update(false, learningRate);
    }
  }

  /** {@code NAME.exp_avg}, {@code NAME.exp_avg_sq} and {@code NAME.step} of each parameter. */
  @Override
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
}
