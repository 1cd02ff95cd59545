package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterPartTest {
  @ParameterizedTest
  @CsvSource({
    "embeddings, bert.embeddings.word_embeddings.weight",
    "norms, bert.embeddings.LayerNorm.bias",
    "attention, bert.encoder.layer.0.attention.self.alpha.0.2.bias",
    "attention, bert.encoder.layer.0.attention.output.dense.weight",
    "norms, bert.encoder.layer.0.attention.output.LayerNorm.weight",
    "mlp, bert.encoder.layer.0.intermediate.dense.weight",
    "mlp, bert.encoder.layer.0.output.dense.bias",
    "norms, bert.encoder.layer.0.output.LayerNorm.weight",
    "head, cls.predictions.transform.LayerNorm.weight",
    "head, cls.predictions.bias",
    "embeddings, model.decoder.embed_tokens.weight",
    "embeddings, model.decoder.project_in.weight",
    "norms, model.decoder.final_layer_norm.bias",
    "norms, model.decoder.layers.3.self_attn_layer_norm.weight",
    "attention, model.decoder.layers.3.self_attn.q_proj.weight",
    "mlp, model.decoder.layers.3.fc2.bias",
    "head, lm_head.weight",
    "embeddings, model.embed_tokens.weight",
    "norms, model.layers.0.input_layernorm.weight",
    "mlp, model.layers.0.mlp.gate_proj.weight",
    "norms, model.norm.weight",
    "embeddings, transformer.wte.weight",
    "embeddings, transformer.wpe.weight",
    "norms, transformer.h.0.ln_1.weight",
    "norms, transformer.ln_f.bias",
    "attention, transformer.h.0.attn.c_attn.weight",
    "mlp, transformer.h.0.mlp.c_proj.bias",
    "embeddings, vit.embeddings.cls_token",
    "head, classifier.weight",
    "other, something.else"
  })
  void aNameSaysWhatItIsFor(String part, String name) {
    assertEquals(part, ParameterPart.of(name).toString(), name);
  }

  @ParameterizedTest
  @CsvSource({
    "true, bert.embeddings.word_embeddings.weight",
    "true, bert.embeddings.position_embeddings.weight",
    "true, model.decoder.embed_positions.weight",
    "true, model.embed_tokens.weight",
    "true, transformer.wte.weight",
    "true, transformer.wpe.weight",
    "false, transformer.h.0.mlp.c_fc.weight",
    "true, vit.embeddings.cls_token",
    "true, vit.embeddings.position_embeddings",
    "true, vit.embeddings.register_tokens",
    "false, bert.embeddings.LayerNorm.weight",
    "false, model.decoder.project_in.weight",
    "false, vit.embeddings.patch_embeddings.projection.weight",
    "false, model.layers.0.mlp.gate_proj.weight"
  })
  void tablesAreNotMultiplied(boolean table, String name) {
    assertEquals(table, ParameterPart.isTable(name), name);
  }
}
