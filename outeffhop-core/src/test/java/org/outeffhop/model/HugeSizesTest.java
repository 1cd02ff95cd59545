package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;

/** Sizes that nothing could hold are refused by name before anything is made. */
class HugeSizesTest {
  private static final int MOST_LAYERS = 10_000;
  private static final int WIDEST = 16_777_216;

  @TempDir private Path folder;

  private String refusal(ModelConfig config, String field, int value) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>(config.asMap());
    json.put(field, value);
    Path file = folder.resolve("config.json");
    new ObjectMapper().writeValue(file.toFile(), json);
    String message =
        assertThrows(IllegalArgumentException.class, () -> ModelConfig.read(file)).getMessage();
    Files.delete(file);
    return message.substring(file.toString().length());
  }

  private void assertLimit(ModelConfig config, String field, int most) throws IOException {
    assertEquals(
        ": %s is %d; it must be from 1 to %d".formatted(field, Integer.MAX_VALUE, most),
        refusal(config, field, Integer.MAX_VALUE));
  }

  @Test
  void everyModelHasLimits() throws IOException {
    AttentionConfig attention = AttentionConfig.opt(AttentionMethod.VANILLA);
    ModelConfig gpt2 = Gpt2Config.small(50, 16, 1, 2, 64, attention);
    ModelConfig stanhop = StanHopConfig.small(48, 12, attention);
    for (ModelConfig config :
        List.of(
            BertConfig.small(50, 16, 1, 2, 64, attention),
            OptConfig.small(50, 16, 1, 2, 64, attention),
            LlamaConfig.small(50, 16, 1, 2, 1, 64, attention),
            VisionTransformerConfig.grey(12, 2, 16, 1, 2, attention))) {
      assertLimit(config, "hidden_size", WIDEST);
      assertLimit(config, "num_hidden_layers", MOST_LAYERS);
    }
    assertLimit(gpt2, "n_embd", WIDEST);
    assertLimit(gpt2, "n_layer", MOST_LAYERS);
    assertLimit(stanhop, "d_model", WIDEST);
    assertLimit(stanhop, "num_hidden_layers", MOST_LAYERS);
    assertLimit(stanhop, "ffn_dim", WIDEST);
  }
}
