package org.outeffhop.training.resume;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Tensors;

/** Tensors and numbers by name, from which training continues. It does not own the tensors. */
public final class TrainingState {
  private static final String STEP = "step";

  private final Map<String, Tensor> tensors = new TreeMap<>();
  private final Map<String, String> values = new TreeMap<>();

  TrainingState() {}

  /** An empty state after this many updates. */
  public TrainingState(long step) {
    put(STEP, step);
  }

  /** The number of updates so far. */
  public long step() {
    return number(STEP);
  }

  /** Adds a tensor. */
  public void put(String name, Tensor tensor) {
    tensors.put(name, tensor);
  }

  /** Adds a whole number. */
  public void put(String name, long value) {
    values.put(name, Long.toString(value));
  }

  /** Adds a number, to its last bit. */
  public void put(String name, double value) {
    values.put(name, Double.toString(value));
  }

  void putText(String name, String value) {
    values.put(name, value);
  }

  /** Whether there is a tensor of that name. */
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** Whether there is a number of that name. */
  public boolean hasNumber(String name) {
    return values.containsKey(name);
  }

  /**
   * A tensor, on the CPU if it comes from a file.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the checkpoint has no tensor '" + name + "'");
    }
    return tensor;
  }

  /**
   * A tensor with the shape of another one.
   *
   * @throws IllegalArgumentException if there is none, or one of another shape
   */
  public Tensor like(String name, Tensor other) {
    Tensor tensor = tensor(name);
    String there = Arrays.toString(Tensors.shape(tensor));
    String wanted = Arrays.toString(Tensors.shape(other));
    if (!there.equals(wanted)) {
      throw new IllegalArgumentException(
          "the checkpoint's tensor '%s' has shape %s; it must have %s"
              .formatted(name, there, wanted));
    }
    return tensor;
  }

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public long number(String name) {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the state's %s is '%s', not a whole number".formatted(name, text(name)), e);
    }
  }

  /**
   * A number.
   *
   * @throws IllegalArgumentException if there is none
   */
  public double real(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the state's %s is '%s', not a number".formatted(name, text(name)), e);
    }
  }

  private String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the checkpoint has no " + name);
    }
    return value;
  }

  Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  Map<String, String> values() {
    return Collections.unmodifiableMap(values);
  }
}
