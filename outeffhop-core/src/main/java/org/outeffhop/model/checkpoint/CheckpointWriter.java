package org.outeffhop.model.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.files.AtomicFile;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.JsonFile;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.tensor.SafeTensors;

/**
 * Writes a model as {@link Checkpoint} reads it and Hugging Face's libraries do.
 *
 * @param type of the weights in the files
 * @param shardBytes the most bytes of weights in a file; a larger model is written as several
 */
public record CheckpointWriter(WeightType type, long shardBytes) {
  static final String CONFIG = "config.json";
  private static final String TOKENIZER = "tokenizer.json";

  /** Float32 in files of at most 5 GB. */
  public static final CheckpointWriter FLOAT32 =
      new CheckpointWriter(WeightType.F32, 5_000_000_000L);

  /** Element types of weights, under the names of {@code config.json}. */
  public enum WeightType {
    /** IEEE 754 with 32 bits. */
    F32(ScalarType.Float, 4, "float32"),
    /** IEEE 754 with 16 bits. */
    F16(ScalarType.Half, 2, "float16"),
    /** The upper half of a float32. */
    BF16(ScalarType.BFloat16, 2, "bfloat16");

    private final ScalarType scalarType;
    private final int bytes;
    private final String title;

    WeightType(ScalarType scalarType, int bytes, String title) {
      this.scalarType = scalarType;
      this.bytes = bytes;
      this.title = title;
    }
  }

  public CheckpointWriter {
    if (shardBytes < 1) {
      throw new IllegalArgumentException(
          "shard_bytes is " + shardBytes + "; it must be at least 1");
    }
  }

  /**
   * Writes a checkpoint into a folder, which is made where it is missing. Weights that are there
   * are replaced. An earlier {@code config.json} is deleted first and the new one comes last, so
   * that no checkpoint is there that was cut short, whenever the process or the machine stops.
   *
   * @param tokenizerJson the tokenizer's file, copied, or null
   */
  public void write(Path folder, ModelConfig config, Model model, Path tokenizerJson) {
    writeWithTokenizer(folder, config, model, tokenizer(tokenizerJson));
  }

  /** Writes the checkpoint of a model without a tokenizer. */
  public void write(Path folder, ModelConfig config, Model model) {
    writeWithTokenizer(folder, config, model, new byte[0]);
  }

  private static byte[] tokenizer(Path json) {
    try {
      return json == null ? new byte[0] : Files.readAllBytes(json);
    } catch (IOException e) {
      throw FileFaults.unreadable(json, e);
    }
  }

  /**
   * Writes a checkpoint with a tokenizer whose file may not exist.
   *
   * @param tokenizer the content of {@code tokenizer.json}, or nothing
   */
  public void writeWithTokenizer(Path folder, ModelConfig config, Model model, byte[] tokenizer) {
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(folder.resolve(CONFIG));
      writeWeights(folder, model.parameters().asMap());
      if (tokenizer.length > 0) {
        AtomicFile.writeDurably(folder.resolve(TOKENIZER), out -> out.write(tokenizer));
      }
    } catch (IOException e) {
      throw FileFaults.unwritable(folder, e);
    }
    Map<String, Object> fields = new LinkedHashMap<>(config.asMap());
    fields.put("architectures", List.of(model.architecture()));
    fields.put("torch_dtype", type.title);
    JsonFile.writeDurably(folder.resolve(CONFIG), fields);
  }

  private void writeWeights(Path folder, Map<String, Tensor> parameters) throws IOException {
    List<Map<String, SafeTensors.Source>> shards = shards(parameters);
    if (shards.size() == 1) {
      writeFile(folder.resolve(CheckpointWeights.SINGLE), shards.get(0));
      Files.deleteIfExists(folder.resolve(CheckpointWeights.INDEX));
      return;
    }
    Map<String, String> places = new LinkedHashMap<>();
    for (int i = 0; i < shards.size(); i++) {
      String name =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
      writeFile(folder.resolve(name), shards.get(i));
      shards.get(i).keySet().forEach(tensor -> places.put(tensor, name));
    }
    long bytes = parameters.values().stream().mapToLong(this::bytes).sum();
    JsonFile.write(
        folder.resolve(CheckpointWeights.INDEX),
        new TreeMap<>(
            Map.of("metadata", Map.of("total_size", bytes), CheckpointWeights.WEIGHT_MAP, places)));
    Files.deleteIfExists(folder.resolve(CheckpointWeights.SINGLE));
  }

  private List<Map<String, SafeTensors.Source>> shards(Map<String, Tensor> parameters) {
    List<Map<String, SafeTensors.Source>> shards = new ArrayList<>();
    long left = 0;
    for (Map.Entry<String, Tensor> entry : parameters.entrySet()) {
      long bytes = bytes(entry.getValue());
      if (shards.isEmpty() || bytes > left) {
        shards.add(new LinkedHashMap<>());
        left = shardBytes;
      }
      left -= bytes;
      shards
          .get(shards.size() - 1)
          .put(entry.getKey(), SafeTensors.Source.of(entry.getValue(), type.scalarType));
    }
    return shards;
  }

  private long bytes(Tensor tensor) {
    return tensor.numel() * type.bytes;
  }

  private static void writeFile(Path file, Map<String, SafeTensors.Source> tensors) {
    SafeTensors.writeSources(file, tensors, Map.of("format", "pt"));
  }
}
