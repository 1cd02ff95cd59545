package org.outeffhop.quantization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.OptConfig;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.ActivationQuantization.DynamicPerToken;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Randomised;
import org.outeffhop.testing.SeesProbabilities;

/** Listings against quantization with everything but some names kept in full precision. */
class SensitivityTest {
  private static final QuantizationConfig CONFIG =
      QuantizationConfig.of(BitWidths.W4A4).withFullPrecision(List.of("lm_head.*"));

  private LanguageModel model;
  private Calibration calibration;
  private ToDoubleFunction<ForwardContext> loss;

  @BeforeEach
  void draw() {
    Engine.seed(2);
    model = OptConfig.small(20, 16, 2, 2, 9, AttentionConfig.opt(AttentionMethod.VANILLA)).create();
    Randomised.parameters(model.parameters());
    loss = this::loss;
    calibration = new Calibration(CONFIG);
    loss(ForwardContext.evaluation(calibration));
  }

  @AfterEach
  void free() {
    model.close();
  }

  private double loss(ForwardContext context) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Tensor ids = Tensors.ofIndices(new int[] {3, 1, 4, 1, 5, 9, 2, 6, 5, 3}, 2, 5);
      return Tensors.item(model.loss(ids, ids, context));
    }
  }

  @Test
  void oneModuleAloneIsAllOthersInFullPrecision() {
    double full = loss(ForwardContext.evaluation(new SeesProbabilities()));
    try (Sensitivity sensitivity = new Sensitivity(calibration, CONFIG, loss)) {
      List<ModuleSensitivity> listing = sensitivity.alone();
      assertSorted(listing);
      for (ModuleSensitivity result : listing) {
        String others = "(?!" + Pattern.quote(result.module()) + "(\\.weight)?$).*";
        assertEquals(quantized(List.of(others)), result.loss(), 1e-9);
        assertEquals(result.loss() - full, result.cost(), 1e-9);
      }
      assertEquals(modules(), names(listing));
    }
  }

  @Test
  void allButOneModuleIsThatOneInFullPrecision() {
    double all = quantized(List.of("lm_head.*"));
    try (Sensitivity sensitivity = new Sensitivity(calibration, CONFIG, loss)) {
      List<ModuleSensitivity> listing = sensitivity.allBut();
      assertSorted(listing);
      for (ModuleSensitivity result : listing) {
        String one = Pattern.quote(result.module()) + "(\\.weight)?";
        assertEquals(quantized(List.of("lm_head.*", one)), result.loss(), 1e-9);
        assertEquals(all - result.loss(), result.cost(), 1e-9);
      }
      assertEquals(modules(), names(listing));
    }
  }

  @Test
  void dynamicQuantizationHasListingsToo() {
    QuantizationConfig dynamic = CONFIG.withActivations(new DynamicPerToken(false));
    Calibration seen = new Calibration(dynamic);
    loss(ForwardContext.evaluation(seen));
    assertEquals(0, seen.bytes());
    try (Sensitivity sensitivity = new Sensitivity(seen, dynamic, loss)) {
      assertEquals(modules(), names(sensitivity.alone()));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new Sensitivity(new Calibration(dynamic), dynamic, loss));
  }

  private double quantized(List<String> kept) {
    QuantizationConfig config = CONFIG.withFullPrecision(kept);
    try (FakeQuantization quantization = new FakeQuantization(calibration, config)) {
      return loss(ForwardContext.evaluation(quantization));
    }
  }

  private static void assertSorted(List<ModuleSensitivity> listing) {
    for (int i = 1; i < listing.size(); i++) {
      assertTrue(listing.get(i - 1).cost() >= listing.get(i).cost());
    }
  }

  private static Set<String> names(List<ModuleSensitivity> listing) {
    return listing.stream().map(ModuleSensitivity::module).collect(Collectors.toSet());
  }

  private Set<String> modules() {
    Set<String> names = new HashSet<>();
    Probe collecting =
        (name, activation) -> {
          names.add(name);
          return activation;
        };
    loss(ForwardContext.evaluation(collecting));
    for (int layer = 0; layer < 2; layer++) {
      names.add("model.decoder.layers." + layer + ".self_attn.scores");
      names.add("model.decoder.layers." + layer + ".self_attn.probabilities");
    }
    names.remove("lm_head");
    return names;
  }
}
