package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.List;
import org.outeffhop.experiment.result.ConversionResult;
import org.outeffhop.report.ConversionReport;
import org.outeffhop.report.ExecutionReport;
import org.outeffhop.report.html.Page.Section;

/** The report of a conversion. */
public final class ConversionPage {
  private ConversionPage() {}

  /** What the conversion changed, and what eight bits are worth before and after. */
  public static Page of(ConversionResult result) {
    ConversionReport report = new ConversionReport(result);
    List<Block> tables =
        report.tables().entrySet().stream()
            .<Block>map(table -> new Block.Table(table.getKey(), table.getValue()))
            .toList();
    return new Page(
        "%s with %s attention".formatted(result.source(), result.attention()),
        "Converted by OutEffHop for the JVM",
        List.of(
            new Section("Findings", List.of(new Block.Text(report.findings()))),
            new Section("Before and after", tables),
            new Section("Executed", executed(result)),
            new Section(
                "Settings",
                List.of(new Block.Table("Settings", MemoryPages.table(result.settings()))))));
  }

  /** Times of both models; nothing where the graph was only written. */
  private static List<Block> executed(ConversionResult result) {
    if (result.after() == null) {
      return List.of();
    }
    List<Drawing> charts = new ArrayList<>(LatencyBars.of("original", result.before()));
    charts.addAll(LatencyBars.of("converted", result.after()));
    return List.of(
        new Block.Text(ExecutionReport.conditions(result.after())),
        new Block.Table("Times of the original", ExecutionReport.times(result.before())),
        Block.Figures.of("Median time by length", "", charts));
  }
}
