package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.experiment.result.RunRecord.ModuleMeasure;
import org.outeffhop.report.ChangeTable;
import org.outeffhop.report.ComparisonTable;
import org.outeffhop.report.html.Page.Section;

/** The report of runs, of one comparison or of several. */
public final class ComparisonPage {
  private static final String NORM = "maximum infinity norm";

  private final RunGroups groups;
  private final ComparisonResult result;
  private final List<RunRecord> runs;

  private ComparisonPage(List<RunRecord> runs) {
    this.runs = runs;
    groups = new RunGroups(runs);
    result = groups.result();
  }

  /** The report of at least one run. */
  public static Page of(List<RunRecord> runs) {
    return new ComparisonPage(runs).page();
  }

  private Page page() {
    List<Section> sections = new ArrayList<>();
    sections.add(results());
    sections.add(qualities());
    sections.add(byModule());
    DiagnosisSections.of(groups).ifPresent(sections::add);
    sections.add(training());
    sections.addAll(new ActivationSections(groups).all());
    sections.add(Origins.section(runs, groups));
    return new Page(
        "Outliers and quality by attention method",
        String.format(
            Locale.ROOT,
            "%s; %d runs, trained and measured by OutEffHop for the JVM",
            String.join(", ", groups.byGroup().keySet()),
            result.rows().size()),
        sections);
  }

  private Section results() {
    List<String> legend = new ArrayList<>();
    legend.add(ComparisonTable.legend(result));
    legend.removeIf(String::isEmpty);
    legend.add(
        "Values are means ± standard deviations over seeds. Kurtosis and norm are "
            + "measured on held-out data in full precision; a normal distribution has kurtosis 3. W8A8, W6A6 and W4A4 are simulated, with "
            + "static ranges and one scale per tensor.");
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Table("By model and method", ComparisonTable.measures(result)));
    blocks.add(new Block.Text(legend));
    blocks.add(new Block.Table("Quality in fewer bits", ComparisonTable.fewerBits(result)));
    blocks.add(
        new Block.Table(
            ComparisonTable.BESIDE_THE_AUTHORS, ComparisonTable.besideTheAuthors(result)));
    ChangeTable.byMeasure(result)
        .forEach((title, table) -> blocks.add(new Block.Table(title, table)));
    blocks.add(new Block.Text(ChangeTable.notes(result)));
    return new Section("Results", blocks);
  }

  private Section qualities() {
    List<Drawing> drawings = new ArrayList<>();
    groups
        .byGroup()
        .forEach(
            (group, all) -> {
              Map<String, List<RunRecord>> byMethod = byMethod(all);
              QualityMeasure measure = all.get(0).row().measure();
              drawings.add(
                  new Drawing.Dots(
                      group + ": " + measure,
                      List.copyOf(byMethod.keySet()),
                      measure.toString(),
                      List.of(
                          dots("full precision", byMethod, ComparisonRow::quality),
                          dots("W8A8", byMethod, ComparisonRow::qualityW8a8))));
            });
    return new Section(
        "Quality in W8A8",
        List.of(
            Block.Figures.of(
                "Quality on held-out data, one dot per seed",
                "Lower is better for perplexity and MSE, higher for top-1 and cosine.",
                drawings)));
  }

  private static Drawing.DotSeries dots(
      String name, Map<String, List<RunRecord>> byMethod, ToDoubleFunction<ComparisonRow> measure) {
    return new Drawing.DotSeries(
        name,
        byMethod.values().stream()
            .map(of -> of.stream().map(RunRecord::row).mapToDouble(measure).boxed().toList())
            .toList());
  }

  private Section byModule() {
    List<Block> blocks = new ArrayList<>();
    groups
        .byGroup()
        .forEach(
            (group, all) -> {
              Map<String, List<List<ModuleMeasure>>> modules = new LinkedHashMap<>();
              byMethod(all)
                  .forEach(
                      (method, of) ->
                          modules.put(method, of.stream().map(RunRecord::modules).toList()));
              blocks.add(
                  ModuleGrid.figures(
                      group + ": kurtosis", "kurtosis", modules, ModuleMeasure::kurtosis));
              blocks.add(
                  ModuleGrid.figures(
                      group + ": " + NORM, NORM, modules, ModuleMeasure::maximumInfinityNorm));
            });
    return new Section("Outliers by layer and module", blocks);
  }

  private Section training() {
    List<Block> blocks = new ArrayList<>();
    groups
        .byGroup()
        .forEach(
            (group, all) ->
                blocks.add(
                    Block.Figures.of(
                        group,
                        "Lines are means over seeds, bands range from the lowest seed to the highest. Outliers and held-out quality are "
                            + "measured on a small sample.",
                        curves(all))));
    return new Section("During training", blocks);
  }

  private static List<Drawing> curves(List<RunRecord> runs) {
    QualityMeasure measure = runs.get(0).row().measure();
    Map<String, String> titles = new LinkedHashMap<>();
    titles.put("loss", "training loss");
    titles.put("eval_" + measure.key(), measure + " on held-out data");
    titles.put("validation_error", "validation error");
    titles.put("average_kurtosis", "average kurtosis");
    titles.put("maximum_infinity_norm", NORM);
    titles.put(DiagnosisResult.NO_OP_MASS, "no-op mass");
    titles.put(DiagnosisResult.SINK_RATE, "sink rate");
    titles.put(DiagnosisResult.KURTOSIS_AT_SINKS, "share of outliers' kurtosis at sinks");
    List<Drawing> curves = new ArrayList<>();
    titles.forEach(
        (name, title) -> TrainingCurves.of(title, name, byMethod(runs)).ifPresent(curves::add));
    return curves;
  }

  private static Map<String, List<RunRecord>> byMethod(List<RunRecord> runs) {
    return runs.stream()
        .collect(
            Collectors.groupingBy(
                run -> run.row().attention(), LinkedHashMap::new, Collectors.toList()));
  }
}
