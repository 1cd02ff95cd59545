package org.outeffhop.tensor;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** An open file of named tensors, which are read one at a time. */
public interface TensorFile extends AutoCloseable {
  /** Where the file is. */
  Path path();

  /** The paths of all files that belong to it. */
  default List<Path> paths() {
    return List.of(path());
  }

  /** The names of all tensors, in the order of the file. */
  Set<String> names();

  /** The sizes of a tensor's axes. */
  long[] shape(String name);

  /** A tensor's element type, comparable with {@code ==}. */
  ScalarType type(String name);

  /** A tensor's element type under its safetensors name, such as {@code BF16}. */
  String typeName(String name);

  /**
   * Reads a tensor into new memory, on the CPU.
   *
   * @throws IllegalArgumentException if its data is damaged
   */
  Tensor read(String name);

  /** The names of the file's entries that are not tensors. */
  default List<String> ignored() {
    return List.of();
  }

  @Override
  void close();
}
