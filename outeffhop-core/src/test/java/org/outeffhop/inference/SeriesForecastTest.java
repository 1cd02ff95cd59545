package org.outeffhop.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.inference.result.InferenceResult.Forecast;
import org.outeffhop.series.SeriesUnits;
import org.outeffhop.series.Standardization;
import org.outeffhop.series.TimeSeries;

/**
 * A model that says twice what it was given last, in standardised units: a forecast is mean + 2 (x
 * - mean) of the steps x at the end of the series.
 */
class SeriesForecastTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = TinyGraph.series(3, 2, 2).write(folder.resolve("model.onnx"));
    units("u", "v");
  }

  private void units(String... columns) {
    double[] mean = columns.length == 2 ? new double[] {10, -1} : new double[] {10};
    double[] deviation = columns.length == 2 ? new double[] {2, 4} : new double[] {2};
    new SeriesUnits(List.of(columns), new Standardization(mean, deviation))
        .write(folder.resolve("series.json"));
  }

  private Forecast forecast(TimeSeries series) throws IOException {
    try (ExportedFolder exported = ExportedFolder.open(folder, 1)) {
      return SeriesForecast.of(exported).of(series);
    }
  }

  private String refused(TimeSeries series) {
    return assertThrows(IllegalArgumentException.class, () -> forecast(series)).getMessage();
  }

  /** The file's columns stand in another order, with one more between them. */
  @Test
  void theLastStepsAreSeenAndTheAnswerIsInTheirUnits() throws IOException {
    TimeSeries series =
        new TimeSeries(
            "a.csv",
            List.of("v", "other", "u"),
            new float[] {
              99, 99, 99,
              99, 99, 99,
              99, 99, 99,
              7, 0, 14,
              -5, 0, 9
            });
    assertEquals(
        new Forecast(
            "a.csv", List.of("u", "v"), 3, List.of(List.of(18.0, 15.0), List.of(8.0, -9.0))),
        forecast(series));
  }

  @Test
  void asManyStepsAsTheModelSeesAreEnough() throws IOException {
    float[] values = {10, -1, 10, -1, 11, 1};
    assertEquals(
        List.of(List.of(10.0, -1.0), List.of(12.0, 3.0)),
        forecast(new TimeSeries("a.csv", List.of("u", "v"), values)).steps());
    assertEquals(
        "a.csv has 2 time steps; " + file + " needs the last 3",
        refused(new TimeSeries("a.csv", List.of("u", "v"), new float[4])));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertEquals(
        "a.csv has no series 'v', which the model takes; it has u, w",
        refused(new TimeSeries("a.csv", List.of("u", "w"), new float[6])));
    units("u");
    assertEquals(
        "series.json beside " + file + " has 1 series; the model takes 2",
        refused(new TimeSeries("a.csv", List.of("u", "v"), new float[6])));
  }
}
