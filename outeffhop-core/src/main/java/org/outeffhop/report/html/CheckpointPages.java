package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.outeffhop.experiment.result.InspectionResult;
import org.outeffhop.experiment.result.PredictionResult;
import org.outeffhop.experiment.result.QuantizationResult;
import org.outeffhop.experiment.result.QuantizationResult.Model;
import org.outeffhop.experiment.result.QuantizationResult.ModuleCost;
import org.outeffhop.experiment.result.QuantizationResult.QuantizedQuality;
import org.outeffhop.experiment.result.RunRecord.ModuleMeasure;
import org.outeffhop.report.ExecutionReport;
import org.outeffhop.report.InspectionReport;
import org.outeffhop.report.PredictionReport;
import org.outeffhop.report.QuantizationReport;
import org.outeffhop.report.html.Page.Section;

/** Reports of what was measured on stored models. */
public final class CheckpointPages {
  private static final String MADE_BY = "Measured by OutEffHop for the JVM";
  private static final int BARS = 15;

  private CheckpointPages() {}

  /** What quantization costs, a section a model. */
  public static Page of(QuantizationResult result) {
    List<Section> sections =
        new ArrayList<>(result.models().stream().map(CheckpointPages::section).toList());
    sections.add(settings(result));
    return new Page("What quantization costs", MADE_BY, sections);
  }

  private static Section section(Model model) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Text(QuantizationReport.head(model)));
    blocks.add(new Block.Table("Quality by setting", QuantizationReport.quality(model)));
    List<Drawing> costs = new ArrayList<>();
    for (QuantizedQuality setting : model.quantized()) {
      if (setting.sensitivity() != null) {
        costs.add(costs(setting));
        blocks.add(
            new Block.Table(
                "The most sensitive modules", QuantizationReport.sensitivity(model, setting)));
      }
    }
    blocks.add(Block.Figures.of("Quality lost when a single module is quantized", "", costs));
    if (model.execution() != null) {
      blocks.addAll(executed(model));
    }
    return new Section(model.run(), blocks);
  }

  private static List<Block> executed(Model model) {
    ExecutionReport report = new ExecutionReport(model);
    return List.of(
        new Block.Table("Eight bits, simulated and executed", report.quality()),
        new Block.Text(report.conditions()),
        new Block.Table("Time of a batch", report.times()),
        Block.Figures.of("Median time by length", "", LatencyBars.of("", model.execution())),
        new Block.Text(report.findings()));
  }

  private static Drawing costs(QuantizedQuality setting) {
    List<ModuleCost> dearest = setting.sensitivity().stream().limit(BARS).toList();
    return new Drawing.Bars(
        setting.bits(),
        dearest.stream().map(ModuleCost::module).toList(),
        "quality lost (%)",
        List.of(
            new Drawing.BarSeries(
                setting.bits(), dearest.stream().map(ModuleCost::lost).toList())));
  }

  /** How well outliers predict the loss, and the losses themselves. */
  public static Page of(PredictionResult result) {
    PredictionReport report = new PredictionReport(result);
    List<Drawing> charts =
        report.charts().values().stream().<Drawing>map(Drawing.Lines::new).toList();
    List<Block> qualities =
        result.quantization().models().stream()
            .<Block>map(model -> new Block.Table(model.run(), QuantizationReport.quality(model)))
            .toList();
    return new Page(
        "Do outliers predict what quantization costs?",
        MADE_BY,
        List.of(
            new Section(
                "Findings",
                List.of(
                    new Block.Text(report.findings()),
                    Block.Figures.of("One point per run and setting", "", charts))),
            new Section(
                "Rank correlations",
                List.of(new Block.Table("By model, bits and predictor", report.correlations()))),
            new Section("Quality", qualities),
            settings(result.quantization())));
  }

  private static Section settings(QuantizationResult result) {
    return new Section(
        "Settings", List.of(new Block.Table("Settings", MemoryPages.table(result.settings()))));
  }

  /** What a checkpoint is, and its outliers where they were measured. */
  public static Page of(InspectionResult result) {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section(
            "The checkpoint",
            List.of(
                new Block.Table("Architecture", InspectionReport.architecture(result)),
                new Block.Table("Parameters", InspectionReport.parameters(result)),
                new Block.Text(InspectionReport.notes(result)))));
    if (result.measures() != null) {
      InspectionResult.Measures measures = result.measures();
      sections.add(
          new Section(
              "Outliers",
              List.of(
                  new Block.Text(InspectionReport.summary(measures)),
                  heatMap(measures, "kurtosis", ModuleMeasure::kurtosis),
                  heatMap(measures, "maximum infinity norm", ModuleMeasure::maximumInfinityNorm),
                  new Block.Table("By module", InspectionReport.outliers(measures)))));
      sections.add(DiagnosisSections.of("heads", measures.diagnosis()));
    }
    return new Page(result.checkpoint(), MADE_BY, sections);
  }

  private static Block heatMap(
      InspectionResult.Measures measures, String name, ToDoubleFunction<ModuleMeasure> measure) {
    List<ModuleMeasure> modules =
        measures.modules().stream()
            .map(m -> new ModuleMeasure(m.module(), m.kurtosis(), m.maximumInfinityNorm()))
            .toList();
    return ModuleGrid.figures(name, name, Map.of(name, List.of(modules)), measure);
  }
}
