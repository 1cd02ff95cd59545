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
  void factorsAreHuggingFaces(Schedule schedule, long step, double factor) {
    assertEquals(factor, schedule.factor(step, 10, 110), 1e-15);
  }

  @Test
  void withoutWarmupTheFirstFactorIsOne() {
    assertEquals(1, Schedule.LINEAR.factor(0, 0, 4));
    assertEquals(0.25, Schedule.LINEAR.factor(3, 0, 4));
  }

  @Test
  void aWrongFieldIsNamedWithItsValue() {
    IllegalArgumentException rate =
        assertThrows(IllegalArgumentException.class, () -> Configs.plain(10, Double.NaN));
    assertEquals("learningRate is NaN; it must be above 0", rate.getMessage());
    IllegalArgumentException warmup =
        assertThrows(
            IllegalArgumentException.class,
            () -> new TrainingConfig(5, 6, Schedule.LINEAR, 1, 0.9, 0.9, 1, 0, false, 0, 1));
    assertEquals("warmupSteps is 6; it must be from 0 to steps, 5", warmup.getMessage());
  }
}
