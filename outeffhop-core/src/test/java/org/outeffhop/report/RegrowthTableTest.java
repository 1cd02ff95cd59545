package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.experiment.result.RunRecord.Measured;

/** Curves made by hand. */
class RegrowthTableTest {
  private static RunRecord run(String attention, long seed, double first, double last) {
    Map<String, List<Measured>> training = new LinkedHashMap<>();
    training.put("average_kurtosis", line(first, last));
    training.put("maximum_infinity_norm", line(2 * first, 3 * last));
    training.put("sink_rate", line(0.5, 0.25));
    training.put("no_op_mass", line(0, 0.125));
    training.put("eval_perplexity", line(30, 20));
    training.put("eval_perplexity_w8a8", line(31, 21));
    return new RunRecord(
        "folder",
        "study",
        Map.of(),
        new RunRecord.Origin("", Map.of(), Map.of(), Map.of()),
        new ComparisonRow(
            "bert", attention, seed, 40, 1, 1, 1, QualityMeasure.PERPLEXITY, 1, 1, Map.of(), 1),
        List.of(),
        training,
        null,
        null);
  }

  /** 41 measurements at even distances between two values. */
  private static List<Measured> line(double first, double last) {
    List<Measured> line = new ArrayList<>();
    for (int step = 0; step <= 40; step++) {
      line.add(new Measured(step, first + (last - first) * step / 40));
    }
    return line;
  }

  @Test
  void aCurveIsElevenLinesOfMeansOverSeeds() {
    RegrowthTable curves =
        new RegrowthTable(
            List.of(run("vanilla", 0, 4, 40), run("vanilla", 1, 6, 60), run("outeffhop", 0, 5, 5)));
    List<List<String>> rows = curves.table().rows();
    assertEquals(22, rows.size());
    assertEquals(
        List.of("vanilla", "0", "5.00", "10.00", "50.0%", "0.0%", "30.00", "31.00"), rows.get(0));
    assertEquals(
        List.of("vanilla", "20", "27.50", "80.00", "37.5%", "6.3%", "25.00", "26.00"), rows.get(5));
    assertEquals(
        List.of("outeffhop", "40", "5.00", "15.00", "25.0%", "12.5%", "20.00", "21.00"),
        rows.get(21));
    assertEquals(
        List.of(
            "vanilla, 2 seeds: after 40 steps average kurtosis went from 5.00 to 50.00 and the maximum infinity norm from 10.00 to 150.00.",
            "outeffhop, 1 seed: after 40 steps average kurtosis went from 5.00 to 5.00 and the maximum infinity norm from 10.00 to 15.00."),
        curves.findings());
  }
}
