package org.outeffhop.data.series;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.outeffhop.series.Standardization;
import org.outeffhop.series.TimeSeries;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class SeriesDataTest {
  private static final double TOLERANCE = 1e-6;

  /** Series a is 0, 1, 2, .., series b always 7, except in the sixth step, where it is 8. */
  private static TimeSeries ramp(int length) {
    float[] values = new float[2 * length];
    for (int step = 0; step < length; step++) {
      values[2 * step] = step;
      values[2 * step + 1] = step == 5 ? 8 : 7;
    }
    return new TimeSeries("ramp", List.of("a", "b"), values);
  }

  @Test
  void standardisationIsThatOfTheFirstSteps() {
    Standardization first = Standardization.of(ramp(10), 5);
    // 0 .. 4: mean 2, variance (4 + 1 + 0 + 1 + 4) / 5 = 2
    assertArrayEquals(new double[] {2, 7}, first.mean(), TOLERANCE);
    assertArrayEquals(new double[] {Math.sqrt(2), 1}, first.deviation(), TOLERANCE);
    float[] values = first.apply(ramp(10));
    assertEquals(-2 / Math.sqrt(2), values[0], TOLERANCE);
    assertEquals(0, values[1]);
    assertEquals(7 / Math.sqrt(2), values[18], TOLERANCE);
  }

  @Test
  void theHourlySplitOfEttHasTheWindowsOfTheLiterature() {
    try (SeriesData data = SeriesData.of(ramp(17_420), SeriesSplit.ETT_HOURLY, 168, 24)) {
      assertEquals(8640 - 168 - 24 + 1, data.training().count());
      assertEquals(2880 - 24 + 1, data.validation().count());
      assertEquals(2880 - 24 + 1, data.test().count());
    }
  }

  @Test
  void sharesAreRoundedDownAndTheRestIsValidation() {
    assertEquals(new SeriesSplit(70, 11, 20), SeriesSplit.byShares(101));
    assertEquals(new SeriesSplit(2800, 400, 800), SeriesSplit.byShares(4000));
  }

  /** Twelve steps as 6 + 3 + 3, contexts of 2 and targets of 2. */
  @Test
  void everyTargetLiesInItsPartAndContextsReachBack() {
    SeriesSplit split = new SeriesSplit(6, 3, 3);
    try (SeriesData data = SeriesData.of(ramp(12), split, 2, 2)) {
      assertEquals(3, data.training().count());
      assertEquals(2, data.validation().count());
      assertEquals(2, data.test().count());
      assertArrayEquals(new double[] {2, 3, 4, 5}, steps(data.training(), 2), TOLERANCE);
      assertArrayEquals(new double[] {4, 5, 6, 7}, steps(data.validation(), 0), TOLERANCE);
      assertArrayEquals(new double[] {5, 6, 7, 8}, steps(data.validation(), 1), TOLERANCE);
      assertArrayEquals(new double[] {8, 9, 10, 11}, steps(data.test(), 1), TOLERANCE);
    }
  }

  /** The steps of a window, context and target, of series a without its standardisation. */
  private static double[] steps(SeriesWindows windows, int index) {
    Engine.start();
    Standardization standard = Standardization.of(ramp(12), 6);
    try (TensorScope scope = TensorScope.open();
        Device cpu = Engine.device("cpu")) {
      SeriesWindows.Batch batch = windows.batch(new int[] {0, index}, cpu);
      assertArrayEquals(new long[] {2, 2, 2}, Tensors.shape(batch.contexts()));
      double[] context = Tensors.toDoubles(batch.contexts().select(0, 1).select(1, 0));
      double[] target = Tensors.toDoubles(batch.targets().select(0, 1).select(1, 0));
      double[] steps = {context[0], context[1], target[0], target[1]};
      for (int i = 0; i < steps.length; i++) {
        steps[i] = steps[i] * standard.deviation()[0] + standard.mean()[0];
      }
      return steps;
    }
  }

  @Test
  void aSeriesThatDoesNotChangeIsNamed() {
    assertEquals(
        "ramp: 'b' is 7.0 in all 5 time steps of the training part, from which nothing is learnt;"
            + " remove it",
        assertThrows(
                IllegalArgumentException.class,
                () -> SeriesData.of(ramp(12), new SeriesSplit(5, 3, 4), 2, 2))
            .getMessage());
  }

  @Test
  void aSeriesThatIsTooShortIsNamed() {
    String longer =
        assertThrows(
                IllegalArgumentException.class,
                () -> SeriesData.of(ramp(11), new SeriesSplit(6, 3, 3), 2, 2))
            .getMessage();
    assertTrue(longer.contains("ramp has 11 time steps"), longer);
    String part =
        assertThrows(
                IllegalArgumentException.class,
                () -> SeriesData.of(ramp(12), new SeriesSplit(6, 3, 3), 5, 2))
            .getMessage();
    assertTrue(part.contains("need at least 7, 2 and 2"), part);
    assertThrows(IllegalArgumentException.class, () -> new SeriesSplit(6, 0, 3));
    int most = Integer.MAX_VALUE;
    String endless =
        assertThrows(
                IllegalArgumentException.class,
                () -> SeriesData.of(ramp(12), new SeriesSplit(6, 3, 3), most, most))
            .getMessage();
    assertTrue(endless.contains("need at least 4294967294, 2147483647 and 2147483647"), endless);
    String parts =
        assertThrows(
                IllegalArgumentException.class,
                () -> SeriesData.of(ramp(12), new SeriesSplit(most, most, 3), 5, 2))
            .getMessage();
    assertTrue(parts.contains("need 2147483647 + 2147483647 + 3"), parts);
  }
}
