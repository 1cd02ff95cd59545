package org.outeffhop.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.outeffhop.inference.result.InferenceResult.Forecast;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.runtime.OnnxOutput;
import org.outeffhop.series.SeriesUnits;
import org.outeffhop.series.TimeSeries;

/** The steps that follow the end of several series. */
record SeriesForecast(ExportedFolder exported, SeriesUnits units) {
  /** Reads the units of the series from the file beside a model. */
  static SeriesForecast of(ExportedFolder exported) {
    SeriesUnits units =
        SeriesUnits.read(
            exported.beside(
                SeriesUnits.FILE, "holds the names, means and standard deviations of its series"));
    int channels = exported.size("num_input_channels");
    if (units.columns().size() != channels) {
      throw new IllegalArgumentException(
          "%s beside %s has %d series; the model takes %d"
              .formatted(
                  SeriesUnits.FILE, exported.model().file(), units.columns().size(), channels));
    }
    return new SeriesForecast(exported, units);
  }

  /**
   * Forecasts, in the series' own units.
   *
   * @throws IllegalArgumentException if a series of the model is missing, or there are too few time
   *     steps
   */
  Forecast of(TimeSeries series) {
    int context = exported.size("context_length");
    if (series.length() < context) {
      throw new IllegalArgumentException(
          "%s has %d time steps; %s needs the last %d"
              .formatted(series.name(), series.length(), exported.model().file(), context));
    }
    OnnxOutput output =
        exported
            .model()
            .run(
                Map.of(
                    "past_values",
                    OnnxInput.of(past(series, context), 1, context, units.columns().size())));
    return new Forecast(series.name(), units.columns(), context, steps(output.values()));
  }

  /** [context, D], standardised. */
  private float[] past(TimeSeries series, int context) {
    int[] places = units.columns().stream().mapToInt(name -> place(series, name)).toArray();
    float[] values = new float[context * places.length];
    for (int i = 0; i < values.length; i++) {
      int step = series.length() - context + i / places.length;
      int channel = i % places.length;
      values[i] = (float) units.standardised(channel, series.at(step, places[channel]));
    }
    return values;
  }

  private static int place(TimeSeries series, String name) {
    int place = series.columns().indexOf(name);
    if (place < 0) {
      throw new IllegalArgumentException(
          "%s has no series '%s', which the model takes; it has %s"
              .formatted(series.name(), name, String.join(", ", series.columns())));
    }
    return place;
  }

  private List<List<Double>> steps(float[] values) {
    int channels = units.columns().size();
    List<List<Double>> steps = new ArrayList<>();
    for (int step = 0; step < values.length / channels; step++) {
      List<Double> row = new ArrayList<>();
      for (int channel = 0; channel < channels; channel++) {
        row.add(units.restored(channel, values[step * channels + channel]));
      }
      steps.add(row);
    }
    return steps;
  }
}
