package org.outeffhop.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.Gpt2Config;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.TokenModel;
import org.outeffhop.tensor.Tensors;

/** GPT-2 folders as other libraries write them, and such as do not fit. */
class Gpt2CheckpointTest extends ModelFolderTest {
  private static final Gpt2Config GPT2 = SmallModels.gpt2(AttentionMethod.OUTEFFHOP);
  private static final String PREFIX = "transformer.";
  private static final String EMBEDDING = PREFIX + "wte.weight";

  Gpt2CheckpointTest() {
    super(GPT2);
  }

  @Test
  void theNamesAndShapesAreHuggingFaces() {
    assertEquals(
        List.of(
            EMBEDDING,
            "transformer.wpe.weight",
            "transformer.h.0.ln_1.weight",
            "transformer.h.0.ln_1.bias",
            "transformer.h.0.attn.c_attn.weight",
            "transformer.h.0.attn.c_attn.bias",
            "transformer.h.0.attn.c_proj.weight",
            "transformer.h.0.attn.c_proj.bias",
            "transformer.h.0.ln_2.weight",
            "transformer.h.0.ln_2.bias",
            "transformer.h.0.mlp.c_fc.weight",
            "transformer.h.0.mlp.c_fc.bias",
            "transformer.h.0.mlp.c_proj.weight",
            "transformer.h.0.mlp.c_proj.bias"),
        List.copyOf(tensors.keySet()).subList(0, 14));
    assertTrue(tensors.containsKey("transformer.ln_f.bias"));
    assertArrayEquals(new long[] {8, 24}, shape("transformer.h.1.attn.c_attn.weight"));
    assertArrayEquals(new long[] {32, 8}, shape("transformer.h.1.mlp.c_proj.weight"));
  }

  private long[] shape(String name) {
    return Tensors.shape(tensors.get(name));
  }

  /** No weight is turned on the way, so that files stay what they are, byte for byte. */
  @Test
  void filesAreWrittenAsTheyWereRead() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    CheckpointWriter.FLOAT32.write(first, GPT2, model, null);
    try (Checkpoint read = Checkpoint.read(first)) {
      CheckpointWriter.FLOAT32.write(second, GPT2, (TokenModel) read.model(), null);
    }
    for (String file : List.of("model.safetensors", "config.json")) {
      assertEquals(-1, Files.mismatch(first.resolve(file), second.resolve(file)), file);
    }
  }

  /** As the published files are: no prefix, and the causal mask of every block. */
  @Test
  void thePrefixMayBeLeftOutAndBuffersAreThere() {
    for (String prefix : List.of(PREFIX, "")) {
      Map<String, Tensor> named = new LinkedHashMap<>();
      tensors.forEach((name, tensor) -> named.put(prefix + withoutPrefix(name), tensor));
      for (int layer = 0; layer < 2; layer++) {
        String attention = prefix + "h." + layer + ".attn.";
        named.put(attention + "bias", Tensors.of(new float[81], 1, 1, 9, 9).to(ScalarType.Byte));
        named.put(attention + "masked_bias", Tensors.of(new float[] {-1e4f}, 1));
      }
      CheckpointFiles.write(folder, GPT2, named, Map.of("architectures", List.of("GPT2Model")));
      assertEquals(
          List.of("h.0.attn.bias", "h.0.attn.masked_bias", "h.1.attn.bias", "h.1.attn.masked_bias"),
          requireRead().stream().map(Gpt2CheckpointTest::withoutPrefix).sorted().toList());
    }
  }

  private static String withoutPrefix(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }

  @Test
  void aTiedHeadMayBeThereAsWellOrInstead() {
    requireTiedHead(EMBEDDING);
  }

  @Test
  void anUntiedHeadIsReadAndMissed() {
    requireUntiedHead(Map.of("tie_word_embeddings", false));
  }

  /** A file with weights as {@code nn.Linear} has them would be another model. */
  @Test
  void transposedWeightsAreRefused() {
    String name = "transformer.h.0.attn.c_attn.weight";
    tensors.put(name, tensors.get(name).t().contiguous());
    write(Map.of());
    requireRefused(name + " has shape [24, 8]; config.json requires [8, 24]");
  }

  @Test
  void sizesThatDoNotFitAreNamed() {
    write(Map.of("n_layer", 1));
    requireRefused("unknown: transformer.h.1.ln_1.weight");
    write(Map.of("n_inner", 16777216));
    requireRefused("mlp.c_fc.weight has shape [8, 32]; config.json requires [8, 16777216]");
  }

  @Test
  void everyMethodIsWrittenAndRead() {
    for (AttentionMethod method : AttentionMethod.values()) {
      Gpt2Config config = SmallModels.gpt2(method);
      try (LanguageModel other = SmallModels.drawn(config)) {
        CheckpointWriter.FLOAT32.write(folder, config, other, null);
        try (Checkpoint read = Checkpoint.read(folder)) {
          assertEquals(config, read.config());
          assertTrue(
              Arrays.equals(SmallModels.output(other), SmallModels.output(read.model())),
              method.toString());
        }
      }
    }
  }
}
