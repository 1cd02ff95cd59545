package org.outeffhop.series;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.files.JsonFile;

/**
 * Which series a model forecasts, and how they were standardised for it.
 *
 * @param columns the series' names, in the model's order
 */
public record SeriesUnits(List<String> columns, Standardization standardization) {
  /** The name of the file in a model's folder. */
  public static final String FILE = "series.json";

  private static final long MAX_BYTES = 1L << 24;

  public SeriesUnits {
    columns = List.copyOf(columns);
  }

  /** (x - mean) / deviation of a series. */
  public double standardised(int channel, double x) {
    return (x - standardization.mean()[channel]) / standardization.deviation()[channel];
  }

  /** z deviation + mean of a series. */
  public double restored(int channel, double z) {
    return z * standardization.deviation()[channel] + standardization.mean()[channel];
  }

  /** Writes {@code columns}, {@code mean} and {@code deviation}. */
  public void write(Path file) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("columns", columns);
    map.put("mean", standardization.mean());
    map.put("deviation", standardization.deviation());
    JsonFile.write(file, map);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException naming the file and the field, if it is missing or damaged
   */
  public static SeriesUnits read(Path file) {
    ObjectNode json = JsonFile.readObject(file, MAX_BYTES);
    List<String> columns = new ArrayList<>();
    json.path("columns").forEach(column -> columns.add(column.asText()));
    double[] mean = numbers(file, json, "mean", columns.size());
    double[] deviation = numbers(file, json, "deviation", columns.size());
    return new SeriesUnits(columns, new Standardization(mean, deviation));
  }

  private static double[] numbers(Path file, JsonNode json, String field, int count) {
    double[] values = new double[json.path(field).size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = json.path(field).get(i);
      if (!value.isNumber() || field.equals("deviation") && value.asDouble() <= 0) {
        throw new IllegalArgumentException(
            "%s: %s[%d] is %s; it must be a %snumber"
                .formatted(file, field, i, value, field.equals("deviation") ? "positive " : ""));
      }
      values[i] = value.asDouble();
    }
    if (values.length != count || count == 0) {
      throw new IllegalArgumentException(
          "%s: there are %d columns and %d numbers in %s; their numbers must be equal, and at least 1"
              .formatted(file, count, values.length, field));
    }
    return values;
  }
}
