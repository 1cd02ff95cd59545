package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.outeffhop.experiment.result.CapacityResult;
import org.outeffhop.experiment.result.NoOpResult;
import org.outeffhop.experiment.result.NoiseResult;
import org.outeffhop.experiment.result.RetrievalResult;
import org.outeffhop.experiment.result.VerificationResult;
import org.outeffhop.report.CapacityReport;
import org.outeffhop.report.Chart;
import org.outeffhop.report.NoOpReport;
import org.outeffhop.report.NoiseReport;
import org.outeffhop.report.RetrievalTable;
import org.outeffhop.report.TextTable;
import org.outeffhop.report.VerificationReport;
import org.outeffhop.report.html.Page.Section;

/** Reports of the associative memory's experiments. */
public final class MemoryPages {
  private static final int WHOLE_LINES = 1 << 20;

  private MemoryPages() {}

  /** Retrieval against the number of stored patterns. */
  public static Page of(CapacityResult result) {
    CapacityReport report = new CapacityReport(result);
    List<Block> capacities = new ArrayList<>();
    if (report.hasDimensions()) {
      capacities.add(charts("Capacity against dimension", List.of(report.capacityChart())));
    }
    capacities.add(new Block.Table("Patterns stored", report.capacities()));
    List<Block> success = new ArrayList<>();
    for (String patterns : report.patterns()) {
      success.add(charts(patterns, List.of(report.successChart(patterns))));
      success.add(
          new Block.Table(
              "Queries that retrieve their pattern (%): " + patterns, report.success(patterns)));
    }
    return page(
        "How many patterns each memory stores",
        result.settings(),
        List.of(new Section("Capacity", capacities), new Section("Success", success)));
  }

  /** The error of retrieval against noise and beta. */
  public static Page of(NoiseResult result) {
    NoiseReport report = new NoiseReport(result);
    return page(
        "Retrieval error",
        result.settings(),
        List.of(
            new Section(
                "By noise in the query",
                List.of(
                    charts("Noise", List.of(report.noiseChart())),
                    new Block.Table("Error relative to the pattern's norm", report.byNoise()))),
            new Section(
                "By beta",
                List.of(
                    charts("Beta", List.of(report.betaChart())),
                    new Block.Table("Error relative to the pattern's norm", report.byBeta())))));
  }

  /** What outlier detection catches, loses and costs. */
  public static Page of(NoOpResult result) {
    NoOpReport report = new NoOpReport(result);
    List<Section> sections = new ArrayList<>();
    for (String outliers : report.outliers()) {
      sections.add(
          new Section(
              "Outliers: " + outliers,
              List.of(
                  new Block.Table("Each strategy at its best threshold", report.best(outliers)),
                  new Block.Text(report.dearer(outliers)),
                  charts(
                      "Trade-offs of the threshold",
                      List.of(
                          report.tradeOff(outliers),
                          report.caught(outliers),
                          report.lost(outliers))))));
    }
    return page(
        "Detecting outliers: what each method catches, loses and costs",
        result.settings(),
        sections);
  }

  /** The theory's claims, each with what was measured. */
  public static Page of(VerificationResult result) {
    VerificationReport report = new VerificationReport(result);
    return page(
        "The theory's claims",
        result.settings(),
        List.of(
            new Section("Verdicts", List.of(new Block.Table("By claim", report.verdicts()))),
            new Section("Measured", List.of(charts("By claim", report.charts().values()))),
            new Section("Evidence", List.of(new Block.Text(report.lines(WHOLE_LINES))))));
  }

  /** What queries retrieved. */
  public static Page of(RetrievalResult result) {
    return page(
        "Retrieved patterns",
        result.settings(),
        List.of(
            new Section(
                "Queries",
                List.of(
                    new Block.Table(
                        "By query", RetrievalTable.of(result, result.rows().size()))))));
  }

  private static Block charts(String title, Collection<Chart> charts) {
    return Block.Figures.of(title, "", charts.stream().<Drawing>map(Drawing.Lines::new).toList());
  }

  private static Page page(String title, Map<String, Object> settings, List<Section> results) {
    List<Section> sections = new ArrayList<>(results);
    sections.add(new Section("Settings", List.of(new Block.Table("Settings", table(settings)))));
    return new Page(title, "The associative memory of OutEffHop for the JVM", sections);
  }

  static TextTable table(Map<String, Object> settings) {
    return new TextTable(
        List.of("setting", "value"),
        settings.entrySet().stream()
            .map(setting -> List.of(setting.getKey(), String.valueOf(setting.getValue())))
            .toList());
  }
}
