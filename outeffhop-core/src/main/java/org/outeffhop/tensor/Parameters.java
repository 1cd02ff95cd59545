package org.outeffhop.tensor;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The trained tensors of a model by their full names, in the order of creation, which the seed
 * makes reproducible.
 *
 * <p>Names are Hugging Face's, so that a model's parameters are a checkpoint's tensors. The tensors
 * outlive all scopes and are freed by {@link #close()}.
 */
public final class Parameters implements AutoCloseable {
  private static final long MOST_ELEMENTS = 1L << 46;

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final boolean allocated;

  /** No parameters yet; new ones have memory and initial values. */
  public Parameters() {
    this(true);
  }

  private Parameters(boolean allocated) {
    this.allocated = allocated;
  }

  /**
   * No parameters yet; new ones have a shape, but neither memory nor values of their own until
   * {@link #adopt} gives them. This allows a model to be compared with a file before anything is
   * loaded.
   */
  public static Parameters unallocated() {
    return new Parameters(false);
  }

  /** A configuration can ask for any size; libtorch's own refusal names no parameter. */
  private static void requireSize(String name, long... shape) {
    long count = 1;
    for (long size : shape) {
      if (size < 0 || size > MOST_ELEMENTS / count) {
        throw new IllegalArgumentException(
            "the parameter '%s' would have the impossible shape %s"
                .formatted(name, Arrays.toString(shape)));
      }
      count *= Math.max(1, size);
    }
  }

  /** A new parameter drawn from N(0, std^2). */
  public Tensor normal(String name, double std, long... shape) {
    requireSize(name, shape);
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor tensor =
          allocated
              ? Tensors.empty(ScalarType.Float, shape).normal_(0, std, null)
              : placeholder(shape);
      return add(scope, name, tensor);
    }
  }

  /** A new parameter, filled with one value. */
  public Tensor constant(String name, double value, long... shape) {
    requireSize(name, shape);
    try (TensorScope scope = TensorScope.open()) {
      Tensor tensor =
          allocated
              ? torch.full(shape, Tensors.scalar(value), new TensorOptions(ScalarType.Float))
              : placeholder(shape);
      return add(scope, name, tensor);
    }
  }

  /** One element, expanded to a shape. */
  private static Tensor placeholder(long... shape) {
    return Tensors.of(new float[] {0}, 1).expand(shape).detach();
  }

  private Tensor add(TensorScope scope, String name, Tensor tensor) {
    if (tensors.containsKey(name)) {
      throw new IllegalArgumentException("there is already a parameter '" + name + "'");
    }
    scope.release(tensor);
    tensors.put(name, tensor.set_requires_grad(true));
    return tensor;
  }

  /** All parameters in the order of creation. */
  public Map<String, Tensor> asMap() {
    return Collections.unmodifiableMap(tensors);
  }

  /** The number of trained scalars. */
  public long count() {
    return tensors.values().stream().mapToLong(Tensor::numel).sum();
  }

  /**
   * Copies values into the parameters.
   *
   * @param values a tensor of the same shape for every parameter, and no other
   */
  public void load(Map<String, Tensor> values) {
    for (String name : values.keySet()) {
      if (!tensors.containsKey(name)) {
        throw new IllegalArgumentException("the model has no parameter '" + name + "'");
      }
    }
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      requireSameShape(entry.getKey(), entry.getValue(), values.get(entry.getKey()));
    }
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      tensors.forEach((name, tensor) -> tensor.copy_(values.get(name)));
    }
  }

  /**
   * Makes a tensor the value of a parameter, without a copy.
   *
   * @param value float32, of the parameter's shape; not to be used by others
   */
  public void adopt(String name, Tensor value) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the model has no parameter '" + name + "'");
    }
    requireSameShape(name, tensor, value);
    try (NoGradGuard constant = new NoGradGuard()) {
      tensor.set_data(value);
    }
  }

  /**
   * Moves all values to a device. The tensors stay the same objects, so that every module that
   * holds one computes there from now on.
   */
  public void moveTo(Device device) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      tensors.values().forEach(tensor -> tensor.set_data(Engine.to(tensor, device)));
    }
  }

  private static void requireSameShape(String name, Tensor tensor, Tensor value) {
    if (value == null) {
      throw new IllegalArgumentException("there is no value for the parameter '" + name + "'");
    }
    String wanted = Arrays.toString(Tensors.shape(tensor));
    String given = Arrays.toString(Tensors.shape(value));
    if (!wanted.equals(given)) {
      throw new IllegalArgumentException(
          "the parameter '" + name + "' has shape " + wanted + ", but its value has " + given);
    }
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
    tensors.clear();
  }
}
