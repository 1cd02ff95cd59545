package org.outeffhop.hopfield;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.MappedSafeTensors;

/**
 * Patterns in a tensor of a mapped safetensors file, which may be larger than the heap. The file
 * must stay open as long as they are used.
 *
 * @param name the tensor, [M, D], float32 or float64
 */
public record MappedPatterns(MappedSafeTensors file, String name) implements PatternStore {
  public MappedPatterns {
    long[] shape = file.shape(name);
    if (shape.length != 2 || shape[0] < 1 || shape[1] < 1) {
      throw new IllegalArgumentException(
          "tensor '"
              + name
              + "' has shape "
              + Arrays.toString(shape)
              + "; patterns take [patterns, dimension], at least one of each");
    }
    Vectors.requireFloating(file.type(name), "tensor '" + name + "'");
  }

  @Override
  public long count() {
    return file.shape(name)[0];
  }

  @Override
  public long dimension() {
    return file.shape(name)[1];
  }

  @Override
  public ScalarType type() {
    return file.type(name);
  }

  @Override
  public Tensor rows(long first, long wanted) {
    return file.rows(name, first, wanted);
  }
}
