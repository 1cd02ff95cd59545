package org.outeffhop.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.LlamaConfig;
import org.outeffhop.tensor.Tensors;

/** Llama folders as other libraries write them, and such as do not fit. */
class LlamaCheckpointTest extends ModelFolderTest {
  private static final LlamaConfig LLAMA = SmallModels.llama(AttentionMethod.OUTEFFHOP);
  private static final String EMBEDDING = "model.embed_tokens.weight";

  LlamaCheckpointTest() {
    super(LLAMA);
  }

  @Test
  void theNamesAreHuggingFaces() {
    assertEquals(
        List.of(
            EMBEDDING,
            "model.layers.0.self_attn.q_proj.weight",
            "model.layers.0.self_attn.k_proj.weight",
            "model.layers.0.self_attn.v_proj.weight",
            "model.layers.0.self_attn.o_proj.weight",
            "model.layers.0.mlp.gate_proj.weight",
            "model.layers.0.mlp.up_proj.weight",
            "model.layers.0.mlp.down_proj.weight",
            "model.layers.0.input_layernorm.weight",
            "model.layers.0.post_attention_layernorm.weight"),
        List.copyOf(tensors.keySet()).subList(0, 10));
    assertTrue(tensors.containsKey("model.norm.weight"));
    assertEquals(List.of(4L, 8L), shape("model.layers.1.self_attn.k_proj.weight"));
    assertEquals(List.of(8L, 24L), shape("model.layers.1.mlp.down_proj.weight"));
  }

  private List<Long> shape(String name) {
    return List.of(tensors.get(name).size(0), tensors.get(name).size(1));
  }

  @Test
  void aTiedHeadMayBeThereAsWellOrInstead() {
    requireTiedHead(EMBEDDING);
  }

  @Test
  void anUntiedHeadIsReadAndMissed() {
    requireUntiedHead(Map.of("tie_word_embeddings", false, "architectures", List.of("LlamaModel")));
  }

  @Test
  void theFrequenciesOfOldFilesAreLeftOut() {
    List<String> names =
        List.of(
            "model.layers.0.self_attn.rotary_emb.inv_freq",
            "model.layers.1.self_attn.rotary_emb.inv_freq",
            "model.rotary_emb.inv_freq");
    names.forEach(name -> tensors.put(name, Tensors.of(new float[] {1, 0.01f}, 2)));
    write(Map.of());
    assertEquals(names, requireRead().stream().sorted().toList());
    tensors.put("model.layers.x.self_attn.rotary_emb.inv_freq", Tensors.of(new float[2], 2));
    write(Map.of());
    requireRefused("unknown: model.layers.x.self_attn.rotary_emb.inv_freq");
  }

  @Test
  void sizesThatDoNotFitAreNamed() {
    write(Map.of("num_key_value_heads", 2));
    requireRefused(
        "model.layers.0.self_attn.k_proj.weight has shape [4, 8]; config.json requires [8, 8]");
    write(Map.of("head_dim", 1 << 24));
    requireRefused("q_proj.weight has shape [8, 8]; config.json requires [33554432, 8]");
    write(Map.of("attention_bias", true));
    requireRefused("missing: model.layers.0.self_attn.q_proj.bias");
    write(Map.of("num_hidden_layers", 1));
    requireRefused("unknown: model.layers.1.self_attn.q_proj.weight");
    write(Map.of("intermediate_size", 1 << 24));
    requireRefused("up_proj.weight has shape [24, 8]; config.json requires [16777216, 8]");
  }
}
