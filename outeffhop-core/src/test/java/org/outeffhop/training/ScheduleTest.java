package org.outeffhop.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "LINEAR, 0, 0",
    "LINEAR, 5, 0.5",
    "LINEAR, 10, 1",
    "LINEAR, 35, 0.75",
    "LINEAR, 110, 0",
    "LINEAR, 200, 0",
    "COSINE, 1, 0.1",
    "COSINE, 10, 1",
    "COSINE, 35, 0.853553390593273762",
    "COSINE, 60, 0.5",
    "COSINE, 110, 0",
    "CONSTANT, 9, 0.9",
    "CONSTANT, 10, 1",
    "CONSTANT, 109, 1"
  })
  void factorsAreHuggingFaces(Decay schedule, long step, double factor) {
    assertEquals(factor, schedule.factor(step, 10, 110), 1e-15);
  }

  @Test
  void withoutWarmupTheFirstFactorIsOne() {
    assertEquals(1, Decay.LINEAR.factor(0, 0, 4));
    assertEquals(0.25, Decay.LINEAR.factor(3, 0, 4));
  }

  /** Crossformer's utils/tools.py, type1: after epochs 2, 4, 6, 8 and 10. */
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "2, 1",
    "3, 0.5",
    "4, 0.5",
    "5, 0.25",
    "9, 0.0625",
    "10, 0.0625",
    "11, 0.03125",
    "12, 0.03125",
    "13, 0.03125",
    "100, 0.03125"
  })
  void aHalvedRateStaysAfterTheLastTime(int epoch, double factor) {
    Schedule schedule = new Halving(2 * 67, 5);
    assertEquals(factor, schedule.factor((epoch - 1) * 67L, 0, 6700));
    assertEquals(factor, schedule.factor(epoch * 67L - 1, 0, 6700));
  }

  @Test
  void halvingBeginsAfterTheWarmup() {
    Schedule schedule = new Halving(4, 5);
    assertEquals(0.5, schedule.factor(5, 10, 100));
    assertEquals(1, schedule.factor(13, 10, 100));
    assertEquals(0.5, schedule.factor(14, 10, 100));
  }

  @Test
  void aWrongFieldIsNamedWithItsValue() {
    IllegalArgumentException rate =
        assertThrows(IllegalArgumentException.class, () -> Configs.plain(10, Double.NaN));
    assertEquals("learning_rate is NaN; it must be above 0", rate.getMessage());
    IllegalArgumentException infinite =
        assertThrows(
            IllegalArgumentException.class, () -> Configs.plain(10, Double.POSITIVE_INFINITY));
    assertEquals("learning_rate is Infinity; it must be finite and above 0", infinite.getMessage());
    IllegalArgumentException warmup =
        assertThrows(
            IllegalArgumentException.class,
            () -> TrainingConfig.adamW(5, 1).warmup(6).betas(0.9, 0.9).epsilon(1).maxGradNorm(0));
    assertEquals("warmup_steps is 6; it must be from 0 to steps, 5", warmup.getMessage());
    IllegalArgumentException every =
        assertThrows(IllegalArgumentException.class, () -> new Halving(0, 5));
    assertEquals("every is 0; it must be at least 1", every.getMessage());
    IllegalArgumentException times =
        assertThrows(IllegalArgumentException.class, () -> new Halving(2, -1));
    assertEquals("times is -1; it must be 0 or above", times.getMessage());
  }
}
