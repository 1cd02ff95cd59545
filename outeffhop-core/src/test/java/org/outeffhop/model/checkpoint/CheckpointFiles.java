package org.outeffhop.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.files.JsonFile;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.tensor.SafeTensors;

/** Checkpoints that no writer of ours makes. */
final class CheckpointFiles {
  private CheckpointFiles() {}

  /** A folder of any tensors, with other fields in {@code config.json}. */
  static void write(
      Path folder, ModelConfig config, Map<String, Tensor> tensors, Map<String, Object> changes) {
    SafeTensors.write(folder.resolve("model.safetensors"), tensors, Map.of());
    Map<String, Object> fields = new LinkedHashMap<>(config.asMap());
    fields.putAll(changes);
    JsonFile.write(folder.resolve("config.json"), fields);
  }

  static void requireRefused(Path folder, String... messages) {
    String actual =
        assertThrows(IllegalArgumentException.class, () -> Checkpoint.read(folder)).getMessage();
    for (String message : messages) {
      assertTrue(actual.contains(message), actual);
    }
  }
}
