package org.outeffhop.conversion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.quantization.Percentile;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.RunningPercentile;
import org.outeffhop.training.TrainingConfig;

class ConversionConfigTest {
  private static ConversionConfig config(long quantizedSteps, long every) {
    return ConversionConfig.of(TrainingConfig.adamW(10, 1e-3))
        .quantizedSteps(quantizedSteps)
        .quantizedEvery(every);
  }

  private static List<Long> quantized(ConversionConfig config) {
    return LongStream.range(0, 10).filter(config::isQuantized).boxed().toList();
  }

  @Test
  void theLastStepIsQuantizedAndEveryOneSoManyBefore() {
    assertEquals(List.of(5L, 7L, 9L), quantized(config(5, 2)));
    assertEquals(List.of(6L, 9L), quantized(config(6, 3)));
    assertEquals(List.of(6L, 7L, 8L, 9L), quantized(config(4, 1)));
    assertEquals(List.of(9L), quantized(config(10, 20)));
    assertEquals(List.of(), quantized(config(0, 2)));
  }

  @ParameterizedTest
  @CsvSource({"11, 2, quantized_steps is 11", "4, 0, quantized_every is 0; it must be at least 1"})
  void whatCannotBeIsNamed(long quantizedSteps, long every, String message) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> config(quantizedSteps, every))
            .getMessage();
    assertEquals(message, said.substring(0, message.length()));
  }

  /** Runs that were written before are recognised by these names and their order. */
  @Test
  void theMapIsThatOfEarlierFiles() {
    ConversionConfig config =
        ConversionConfig.of(TrainingConfig.adamW(800, 2e-4).warmup(20))
            .penalty(0.5)
            .threshold(3)
            .weightLimit(6)
            .cosineWeight(5)
            .layerWeight(7)
            .calibrationInterval(9)
            .batchSize(8);
    assertEquals(
        "{penalty=0.5, threshold=3.0, weight_limit=6.0, cosine_weight=5.0, layer_weight=7.0,"
            + " quantized_steps=400, quantized_every=2, calibration_interval=9, batch_size=8,"
            + " gradient_accumulation_steps=1, steps=800, warmup_steps=20, schedule=linear,"
            + " learning_rate=2.0E-4, adam_beta1=0.9, adam_beta2=0.999, adam_epsilon=1.0E-8,"
            + " weight_decay=0.0, decay_layer_norm_gains=false, max_grad_norm=1.0}",
        config.asMap().toString());
  }

  @Test
  void whatIsNotSaidIsWhatTheCommandTakes() {
    TrainingConfig training = TrainingConfig.adamW(800, 2e-4);
    assertEquals(
        new ConversionConfig(0.02, 4, 4, 1, 1, 400, 2, 25, Optional.empty(), 16, training),
        ConversionConfig.of(training));
  }

  @Test
  void rangesAreThoseOfTheModelUnlessOthersAreAskedFor() {
    ConversionConfig usual = ConversionConfig.of(TrainingConfig.adamW(8, 1e-3));
    QuantizationConfig own = QuantizationConfig.w8a8().withRange(new RunningPercentile(0.9, 99));
    assertEquals(own, usual.quantization(own));
    ConversionConfig other = usual.range(new Percentile(99.9));
    assertEquals(
        "percentile:99.9", other.quantization(own).activations().requireStaticRange().asText());
    assertEquals("percentile:99.9", other.asMap().get("range"));
  }

  @Test
  void otherStepsKeepTheShareThatIsQuantized() {
    assertEquals(20, config(4, 2).training(TrainingConfig.adamW(50, 1e-3), 4).quantizedSteps());
  }
}
