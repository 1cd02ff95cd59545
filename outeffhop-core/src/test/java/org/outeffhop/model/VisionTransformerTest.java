package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.files.JsonFile;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Gradients;
import org.outeffhop.testing.SeesProbabilities;

class VisionTransformerTest {
  @TempDir private Path folder;

  private static VisionTransformerConfig config(AttentionMethod method) {
    return VisionTransformerConfig.grey(8, 2, 16, 2, 2, AttentionConfig.bert(method));
  }

  /** Weights of deviation 0.3 where they would be 0.02, so that every part matters. */
  private static VisionTransformer model(VisionTransformerConfig config) {
    VisionTransformer model = new VisionTransformer(config);
    try (NoGradGuard constant = new NoGradGuard()) {
      model
          .parameters()
          .asMap()
          .values()
          .forEach(p -> p.add_(torch.randn_like(p).mul(new Scalar(0.3))));
    }
    return model;
  }

  @ParameterizedTest
  @CsvSource({"VANILLA, 0, 0", "VANILLA, 0, 3", "OUTEFFHOP, 1, 0", "OUTEFFHOP, 1, 2"})
  void logitsAreThoseOfTheLoops(AttentionMethod method, int noOps, int registers) {
    requireAgreement(config(method).withRegisterTokens(registers), noOps);
  }

  @Test
  void queriesWithoutBiasesAndAnotherActivation() {
    Map<String, Object> fields = new LinkedHashMap<>(config(AttentionMethod.VANILLA).asMap());
    fields.put("qkv_bias", false);
    fields.put("hidden_act", "relu");
    JsonFile.write(folder.resolve("config.json"), fields);
    requireAgreement(
        (VisionTransformerConfig) ModelConfig.read(folder.resolve("config.json"), Optional.empty()),
        0);
  }

  private static void requireAgreement(VisionTransformerConfig config, int noOps) {
    Engine.seed(5);
    try (TensorScope scope = TensorScope.open();
        VisionTransformer model = model(config)) {
      Tensor images = torch.randn(2, 1, 8, 8);
      double[] logits =
          Tensors.toDoubles(model.logits(images, ForwardContext.EVALUATION).select(0, 1));
      double[] pixels = Tensors.toDoubles(images.select(0, 1));
      double[][] image = new double[8][8];
      for (int i = 0; i < pixels.length; i++) {
        image[i / 8][i % 8] = pixels[i];
      }
      PlainVisionTransformer plain =
          new PlainVisionTransformer(config, model.parameters().asMap(), noOps);
      assertArrayEquals(plain.logits(image), logits, 1e-4);
    }
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void aProbeThatWantsProbabilitiesDoesNotChangeTheLoss(AttentionMethod method) {
    Engine.seed(1);
    try (TensorScope scope = TensorScope.open();
        VisionTransformer model = model(config(method))) {
      Tensor images = torch.randn(3, 1, 8, 8);
      Tensor labels = Tensors.ofIndices(new int[] {1, 9, 0}, 3);
      Tensor fused = model.loss(images, labels, ForwardContext.EVALUATION);
      Tensor explicit =
          model.loss(images, labels, ForwardContext.evaluation(new SeesProbabilities()));
      assertEquals(Tensors.item(fused), Tensors.item(explicit), 1e-4);
      fused.backward();
      Gradients.requireAll(model.parameters(), method);
    }
  }

  /** timm reports 22,050,664 parameters for vit_small_patch16_224. */
  @Test
  void theSmallModelHasItsSize() {
    Engine.start();
    try (VisionTransformer model =
        new VisionTransformer(
            VisionTransformerConfig.small16(AttentionConfig.bert(AttentionMethod.VANILLA)))) {
      assertEquals(22_050_664, model.parameters().count());
    }
  }

  @Test
  void everyOutlierProbePointIsReached() {
    Engine.seed(1);
    try (TensorScope scope = TensorScope.open();
        VisionTransformer model = model(config(AttentionMethod.VANILLA))) {
      Set<String> missing = new HashSet<>(model.outlierProbePoints());
      Probe probe =
          (name, activation) -> {
            missing.remove(name);
            return activation;
          };
      model.logits(torch.randn(1, 1, 8, 8), ForwardContext.evaluation(probe));
      assertEquals(Set.of(), missing);
    }
  }

  @Test
  void wrongSizesAreNamed() {
    AttentionConfig attention = AttentionConfig.bert(AttentionMethod.VANILLA);
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> VisionTransformerConfig.grey(8, 3, 16, 2, 2, attention))
            .getMessage()
            .contains("image_size is 8 and patch_size 3"));
    try (TensorScope scope = TensorScope.open();
        VisionTransformer model = model(config(AttentionMethod.VANILLA))) {
      Tensor images = torch.randn(1, 3, 8, 8);
      assertTrue(
          assertThrows(
                  IllegalArgumentException.class,
                  () -> model.logits(images, ForwardContext.EVALUATION))
              .getMessage()
              .contains("[1, 3, 8, 8]; the model takes [B, 1, 8, 8]"));
    }
  }
}
