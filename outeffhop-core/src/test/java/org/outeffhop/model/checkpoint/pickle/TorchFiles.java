package org.outeffhop.model.checkpoint.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.TensorFile;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** The files that {@code pytorch/make.py} wrote with PyTorch 1.13. */
final class TorchFiles {
  private TorchFiles() {}

  static Path of(String name) {
    try {
      return Path.of(TorchFiles.class.getResource("/pytorch/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every tensor has the type, shape and bytes that PyTorch's has. */
  static void requireEqual(String safetensors, TensorFile actual) throws IOException {
    requireEqual(safetensors, "", actual);
  }

  /** The same for tensors before whose names something stands. */
  static void requireEqual(String safetensors, String prefix, TensorFile actual)
      throws IOException {
    try (TensorScope scope = TensorScope.open()) {
      Map<String, Tensor> expected = SafeTensors.read(of(safetensors));
      assertEquals(
          expected.keySet().stream().map(prefix::concat).collect(Collectors.toSet()),
          Set.copyOf(actual.names()));
      for (Map.Entry<String, Tensor> entry : expected.entrySet()) {
        String name = prefix + entry.getKey();
        Tensor tensor = actual.read(name);
        assertEquals(Tensors.type(entry.getValue()), Tensors.type(tensor), name);
        assertEquals(Tensors.type(tensor), actual.type(name), name);
        assertArrayEquals(Tensors.shape(entry.getValue()), Tensors.shape(tensor), name);
        assertArrayEquals(Tensors.shape(tensor), actual.shape(name), name);
        assertArrayEquals(bytes(entry.getValue()), bytes(tensor), name);
      }
    }
  }

  private static byte[] bytes(Tensor tensor) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer part : Tensors.bytes(tensor)) {
      byte[] copy = new byte[part.remaining()];
      part.get(copy);
      bytes.write(copy);
    }
    return bytes.toByteArray();
  }
}
