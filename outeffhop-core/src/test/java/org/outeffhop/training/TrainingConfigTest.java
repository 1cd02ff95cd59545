package org.outeffhop.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingConfigTest {
  /** Runs that were written before are recognised by these names and their order. */
  @Test
  void theMapIsThatOfEarlierFiles() {
    TrainingConfig config =
        TrainingConfig.adamW(125_000, 4e-4)
            .warmup(2_000)
            .betas(0.9, 0.95)
            .epsilon(1e-6)
            .weightDecay(0.1)
            .decayLayerNormGains(true)
            .maxGradNorm(2)
            .accumulate(24);
    assertEquals(
        "{gradient_accumulation_steps=24, steps=125000, warmup_steps=2000, schedule=linear,"
            + " learning_rate=4.0E-4, adam_beta1=0.9, adam_beta2=0.95, adam_epsilon=1.0E-6,"
            + " weight_decay=0.1, decay_layer_norm_gains=true, max_grad_norm=2.0}",
        config.asMap().toString());
  }

  @Test
  void whatIsNotSaidIsHuggingFaces() {
    assertEquals(
        new TrainingConfig(
            10, 0, Decay.LINEAR, 5e-5, new AdamW.Config(0.9, 0.999, 1e-8, 0, false), 1, 1),
        TrainingConfig.adamW(10, 5e-5));
  }

  @Test
  void everyWitherChangesItsFieldAlone() {
    TrainingConfig config = TrainingConfig.adamW(10, 1).warmup(3);
    AdamW.Config adam = AdamW.Config.DEFAULT;
    assertEquals(new TrainingConfig(2, 2, Decay.LINEAR, 1, adam, 1, 1), config.steps(2));
    assertEquals(new TrainingConfig(20, 3, Decay.LINEAR, 1, adam, 1, 1), config.steps(20));
    assertEquals(
        new TrainingConfig(10, 3, Decay.COSINE, 1, adam, 1, 1), config.schedule(Decay.COSINE));
    assertEquals(new TrainingConfig(10, 3, Decay.LINEAR, 2, adam, 1, 1), config.learningRate(2.0));
    assertEquals(new TrainingConfig(10, 3, Decay.LINEAR, 1, adam, 0, 1), config.maxGradNorm(0));
    assertEquals(new TrainingConfig(10, 3, Decay.LINEAR, 1, adam, 1, 4), config.accumulate(4));
    assertEquals(new AdamW.Config(0.8, 0.7, 1e-8, 0, false), config.betas(0.8, 0.7).optimizer());
    assertEquals(new AdamW.Config(0.9, 0.999, 1, 0, false), config.epsilon(1).optimizer());
    assertEquals(new AdamW.Config(0.9, 0.999, 1e-8, 2, false), config.weightDecay(2).optimizer());
    assertEquals(
        new AdamW.Config(0.9, 0.999, 1e-8, 0, true), config.decayLayerNormGains(true).optimizer());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.9, 1e-8, 0, 'beta1 is 1.0; it must be from 0 to below 1'",
    "0.9, -1, 1e-8, 0, 'beta2 is -1.0; it must be from 0 to below 1'",
    "0.9, 0.9, 0, 0, 'epsilon is 0.0; it must be above 0'",
    "0.9, 0.9, 1e-8, -2, 'weight_decay is -2.0; it must be 0 or above'"
  })
  void aWrongSettingOfAdamWIsNamed(
      double beta1, double beta2, double epsilon, double decay, String message) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> new AdamW.Config(beta1, beta2, epsilon, decay, false))
            .getMessage());
  }

  /** In float32 a value, its gradient and two moments. */
  @Test
  void adamWTakesSixteenBytesForAParameter() {
    assertEquals(8, AdamW.Config.DEFAULT.stateBytesPerParameter());
    assertEquals(16, AdamW.Config.DEFAULT.bytesPerParameter());
  }

  @Test
  void schedulesAreWrittenAsInEarlierFiles() {
    assertEquals("linear", Decay.LINEAR.asText());
    assertEquals("cosine", Decay.COSINE.asText());
    assertEquals("constant", Decay.CONSTANT.asText());
    assertEquals("halved every 134 steps, 5 times", new Halving(134, 5).asText());
  }
}
