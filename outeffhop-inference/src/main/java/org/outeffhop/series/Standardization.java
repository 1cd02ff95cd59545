package org.outeffhop.series;

/**
 * z = (x - mean) / deviation for every series, the deviation being sqrt(mean((x - mean)^2)). A
 * series that does not change has deviation 1.
 *
 * @param mean of each series
 * @param deviation of each series
 */
public record Standardization(double[] mean, double[] deviation) {
  /** Of the first steps of the series. */
  public static Standardization of(TimeSeries series, int steps) {
    int channels = series.channels();
    double[] mean = new double[channels];
    double[] deviation = new double[channels];
    for (int channel = 0; channel < channels; channel++) {
      double sum = 0;
      for (int step = 0; step < steps; step++) {
        sum += series.at(step, channel);
      }
      mean[channel] = sum / steps;
      double squares = 0;
      for (int step = 0; step < steps; step++) {
        double difference = series.at(step, channel) - mean[channel];
        squares += difference * difference;
      }
      deviation[channel] = squares == 0 ? 1 : Math.sqrt(squares / steps);
    }
    return new Standardization(mean, deviation);
  }

  /** All values of the series, standardised, [T, D] row by row. */
  public float[] apply(TimeSeries series) {
    float[] values = new float[series.values().length];
    for (int i = 0; i < values.length; i++) {
      int channel = i % series.channels();
      values[i] = (float) ((series.values()[i] - mean[channel]) / deviation[channel]);
    }
    return values;
  }
}
