package org.outeffhop.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Writes settings files of Sentence Transformers beside a model. */
public record EncoderSettings(Path folder) {
  /** A file and its JSON. */
  public EncoderSettings with(String name, String json) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, json);
    return this;
  }

  /** Transformer and Pooling, and Normalize behind them. */
  public EncoderSettings modules(boolean normalize) throws IOException {
    String module =
        "{\"idx\":%d,\"name\":\"%d\",\"path\":\"%s\",\"type\":\"sentence_transformers.models.%s\"}";
    List<String> modules =
        List.of(
            module.formatted(0, 0, "", "Transformer"),
            module.formatted(1, 1, "1_Pooling", "Pooling"),
            module.formatted(2, 2, "2_Normalize", "Normalize"));
    return with("modules.json", modules.subList(0, normalize ? 3 : 2).toString());
  }

  /** The ways to pool, by the fields' names without {@code pooling_mode_}. */
  public EncoderSettings pooling(String... modes) throws IOException {
    StringBuilder json = new StringBuilder("{\"word_embedding_dimension\": 8");
    for (String mode :
        List.of(
            "cls_token",
            "mean_tokens",
            "max_tokens",
            "mean_sqrt_len_tokens",
            "weightedmean_tokens",
            "lasttoken")) {
      json.append(", \"pooling_mode_%s\": %s".formatted(mode, Arrays.asList(modes).contains(mode)));
    }
    return with("1_Pooling/config.json", json.append('}').toString());
  }
}
