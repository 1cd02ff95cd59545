package org.outeffhop.conversion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.training.Schedule;
import org.outeffhop.training.TrainingConfig;

class ConversionConfigTest {
  private static ConversionConfig config(long quantizedSteps, long every) {
    TrainingConfig training =
        new TrainingConfig(10, 0, Schedule.LINEAR, 1e-3, 0.9, 0.999, 1e-8, 0, false, 1, 1);
    return new ConversionConfig(0.02, 4, 6, 5, 1, quantizedSteps, every, 25, 16, training);
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
}
