package org.outeffhop.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.outeffhop.files.JsonFile;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.model.VisionTransformerEncoder;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Randomised;

/** Vision transformers' folders as other libraries write them, and such as do not fit. */
class ImageCheckpointTest extends ModelFolderTest {
  private static final VisionTransformerConfig VIT = SmallModels.vit(AttentionMethod.GATED);

  ImageCheckpointTest() {
    super(VIT);
  }

  @Test
  void theClassesKeepTheirNames() {
    SmallModels.write(folder, VIT, model);
    try (Checkpoint read = Checkpoint.read(folder)) {
      VisionTransformerConfig images =
          assertInstanceOf(VisionTransformerConfig.class, read.config());
      assertEquals(List.of("cat", "dog", "Übermut"), images.id2label());
      assertEquals(AttentionMethod.GATED, images.attention().method());
    }
    ObjectNode written = JsonFile.readObject(folder.resolve("config.json"), 1 << 20);
    assertEquals(2, written.path("label2id").path("Übermut").asInt());
    List<String> names = new ArrayList<>();
    written.fieldNames().forEachRemaining(names::add);
    assertEquals(names.indexOf("id2label") + 1, names.indexOf("label2id"), "always in one order");
  }

  /** ViTModel has no prefix, no classifier and a pooler. */
  @Test
  void anEncoderOfOtherNamesIsRead() {
    VisionTransformerEncoder encoder = new VisionTransformerEncoder(VIT);
    try (encoder) {
      Randomised.parameters(encoder.parameters());
      Map<String, Tensor> own = encoder.parameters().asMap();
      tensors.clear();
      own.forEach((name, tensor) -> tensors.put(name.substring("vit.".length()), tensor));
      tensors.put("pooler.dense.weight", Tensors.of(new float[64], 8, 8));
      tensors.put("pooler.dense.bias", Tensors.of(new float[8], 8));
      write(Map.of("architectures", List.of("ViTModel")));
      requireEncoder(encoder);
      Map<String, Object> unsaid = new LinkedHashMap<>();
      unsaid.put("architectures", null);
      write(unsaid);
      requireEncoder(encoder);
    }
  }

  private void requireEncoder(VisionTransformerEncoder encoder) {
    try (Checkpoint read = Checkpoint.read(folder)) {
      assertInstanceOf(VisionTransformerEncoder.class, read.model());
      assertArrayEquals(SmallModels.output(encoder), SmallModels.output(read.model()));
      assertEquals(
          List.of("pooler.dense.bias", "pooler.dense.weight"),
          read.contents().leftOut().stream().sorted().toList());
    }
  }

  @Test
  void anEncoderIsWrittenAsOne() {
    try (VisionTransformerEncoder encoder = new VisionTransformerEncoder(VIT)) {
      SmallModels.write(folder, VIT, encoder);
      try (Checkpoint read = Checkpoint.read(folder)) {
        assertEquals("ViTModel", read.model().architecture());
        assertArrayEquals(SmallModels.output(encoder), SmallModels.output(read.model()));
      }
    }
  }

  @Test
  void aClassifierReadAsAnEncoderLeavesItsHead() {
    write(Map.of("architectures", List.of("ViTModel")));
    try (Checkpoint read = Checkpoint.read(folder)) {
      assertEquals(
          List.of("classifier.bias", "classifier.weight"),
          read.contents().leftOut().stream().sorted().toList());
    }
  }

  @Test
  void sizesThatDoNotFitAreNamed() {
    write(Map.of("patch_size", 4));
    requireRefused("projection.weight has shape [8, 1, 2, 2]; config.json requires [8, 1, 4, 4]");
    write(Map.of("image_size", 8));
    requireRefused("position_embeddings has shape [1, 5, 8]; config.json requires [1, 17, 8]");
    write(Map.of("num_labels", 4));
    requireRefused("num_labels is 4 and id2label has 3 names; there must be as many");
    write(Map.of("id2label", Map.of("0", "a", "2", "b")));
    requireRefused("id2label.1 is missing; it must be the name of one of the 2 classes");
    write(Map.of("image_size", 2000000000, "patch_size", 1));
    requireRefused("image_size is 2000000000, patch_size 1 and num_channels 1;");
    write(Map.of("qkv_bias", false));
    requireRefused("unknown: vit.encoder.layer.0.attention.attention.query.bias");
    write(Map.of("num_register_tokens", -1));
    requireRefused("num_register_tokens is -1; it must be a whole number from 0");
    tensors.remove("classifier.bias");
    write(Map.of());
    requireRefused("missing: classifier.bias (nearest: ");
  }
}
