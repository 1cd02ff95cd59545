package org.outeffhop.export;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.quantization.UniformQuantizer;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Runs a model on what an int8 graph computes with: activations that are integers there are rounded
 * to their grids, weights and tables are what the graph's integers stand for.
 */
public final class GraphSimulation implements Probe, AutoCloseable {
  private final Map<String, UniformQuantizer> activations;
  private final Map<String, Int8Matrix> matrices;
  private final Map<String, Tensor> dequantized = new HashMap<>();

  /**
   * A simulation of a graph.
   *
   * @param activations by probe point
   * @param matrices by the names of weights and tables
   */
  GraphSimulation(Map<String, UniformQuantizer> activations, Map<String, Int8Matrix> matrices) {
    this.activations = Map.copyOf(activations);
    this.matrices = Map.copyOf(matrices);
  }

  @Override
  public Tensor at(String name, Tensor activation) {
    UniformQuantizer quantizer = activations.get(name);
    return quantizer == null ? activation : quantizer.quantizeDequantize(activation);
  }

  @Override
  public Tensor weight(String name, Tensor weight) {
    return stored(name, weight);
  }

  @Override
  public Tensor table(String name, Tensor table) {
    return stored(name, table);
  }

  private Tensor stored(String name, Tensor exact) {
    return matrices.containsKey(name)
        ? dequantized.computeIfAbsent(name, key -> made(matrices.get(key), exact))
        : exact;
  }

  /** A convolution's weight has more axes than its matrix in the graph. */
  private static Tensor made(Int8Matrix matrix, Tensor exact) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.release(matrix.dequantized().reshape(Tensors.shape(exact)));
    }
  }

  @Override
  public boolean wantsAttentionProbabilities() {
    return true;
  }

  /** Frees the weights. */
  @Override
  public void close() {
    dequantized.values().forEach(Tensor::close);
    dequantized.clear();
  }
}
