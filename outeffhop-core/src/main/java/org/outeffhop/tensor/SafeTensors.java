package org.outeffhop.tensor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Files of named tensors in the safetensors format: header length, JSON header, little-endian data.
 */
public final class SafeTensors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SafeTensors() {}

  /**
   * Writes float32 tensors to a temporary name and moves the file.
   *
   * @throws IllegalArgumentException if a tensor has another type
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = header(tensors, metadata);
    Path temporary =
        Files.createTempFile(
            file.toAbsolutePath().getParent(), file.getFileName().toString(), ".tmp");
    try (OutputStream out = Files.newOutputStream(temporary)) {
      out.write(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
      out.write(header);
      for (Tensor tensor : tensors.values()) {
        out.write(bytes(tensor));
      }
    }
    Files.move(
        temporary, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    ObjectNode header = JSON.createObjectNode();
    header.set("__metadata__", JSON.valueToTree(metadata));
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      Tensor tensor = entry.getValue();
      if (Tensors.type(tensor) != ScalarType.Float) {
        throw new IllegalArgumentException(
            "tensor '"
                + entry.getKey()
                + "' has type "
                + Tensors.type(tensor)
                + "; float32 is written");
      }
      long end = offset + tensor.nbytes();
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", "F32");
      node.set("shape", JSON.valueToTree(Tensors.shape(tensor)));
      node.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] text = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + 7) / 8 * 8;
    byte[] aligned = new byte[padded];
    java.util.Arrays.fill(aligned, (byte) ' ');
    System.arraycopy(text, 0, aligned, 0, text.length);
    return aligned;
  }

  private static byte[] bytes(Tensor tensor) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor plain = tensor.detach().cpu().contiguous();
      byte[] bytes = new byte[Math.toIntExact(plain.nbytes())];
      new BytePointer(plain.data_ptr()).get(bytes);
      return bytes;
    }
  }
}
