package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.outeffhop.experiment.Comparison;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.experiment.convert.ConversionSource;
import org.outeffhop.experiment.history.RunHistory;
import org.outeffhop.experiment.regrowth.RegrowthRecipe;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.Execution;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.report.RegrowthTable;
import org.outeffhop.tensor.Engine;
import org.outeffhop.training.AdamW;
import org.outeffhop.training.Decay;
import org.outeffhop.training.TrainingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop study regrowth}: do outliers that were removed come back? */
@Command(
    name = "regrowth",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Pretrains a converted language model further, once with each attention method, and measures "
          + "whether its outliers come back.",
      "Training is by the model's own loss, without penalty, teacher or dropout, by AdamW with weight "
          + "decay 0.01 at a constant learning rate. All methods see the same batches.",
      "To continue an interrupted study, repeat the command."
    })
final class RegrowthCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  /** Held-out batches of a measurement along the curve, and after it. */
  private static final int BRIEF = 2;

  private static final int WHOLE = 8;

  /** Batches from which ranges come, along the curve too. */
  private static final int RANGES = 4;

  @ParentCommand private StudyCommand study;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CHECKPOINT",
      converter = BuiltinCheckpoint.class,
      description =
          "Folder of a language model without outliers, as 'convert' writes it. With vanilla "
              + "attention ('convert --attention vanilla') it starts every method from the same weights.")
  private Path folder;

  @Option(
      names = "--attention",
      completionCandidates = Choices.Methods.class,
      description =
          "Attention methods, separated by commas: ${COMPLETION-CANDIDATES} (default: vanilla and "
              + "outeffhop, or the model's own where that is not vanilla).")
  private List<String> attention = List.of();

  @Option(
      names = "--data",
      split = ",",
      description =
          "Text to train on and, in a held-out part, to measure on: "
              + OptionText.TEXT
              + " (default: builtin).")
  private List<String> text = List.of();

  @Option(
      names = "--steps",
      defaultValue = "1000",
      description = "Number of optimiser steps (default: ${DEFAULT-VALUE}).")
  private long steps;

  @Option(
      names = "--warmup",
      defaultValue = "20",
      description = OptionText.WARMUP + " (default: ${DEFAULT-VALUE}).")
  private long warmup;

  @Option(
      names = "--learning-rate",
      defaultValue = "1e-4",
      description = OptionText.LEARNING_RATE + " (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--batch",
      defaultValue = "8",
      description = "Batch size: blocks per step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--length",
      defaultValue = "64",
      description = "Number of tokens in a block (default: ${DEFAULT-VALUE}).")
  private int length;

  @Mixin private RunOptions runs;

  @Override
  public Integer call() throws IOException {
    Engine.start();
    try (ConversionSource source = ConversionSource.open(BuiltinCheckpoint.name(folder), folder)) {
      ComparisonSettings settings = UsageErrors.of(spec, () -> settings(source));
      DataSources sources =
          new DataSources(
              DataArguments.corpus(spec, text, source.text()),
              null,
              null,
              Optional.empty(),
              Path.of("runs/cache"));
      return run(settings, sources);
    }
  }

  private int run(ComparisonSettings settings, DataSources sources) throws IOException {
    Path out = runs.folder("study-regrowth-" + folder.getFileName());
    Comparison comparison = new Comparison(settings, study.outeffhop().provenance(), sources, out);
    ComparisonResult result;
    try (ConsoleProgress progress = study.outeffhop().progress();
        Interruption.Region gentle = study.outeffhop().interruption().gentle()) {
      result = comparison.run(progress, ReportFile::ofRun);
    }
    ReportFile.ofRuns(out.resolve(ReportFile.NAME), comparison.runFolders());
    RegrowthTable curve = new RegrowthTable(RunHistory.read(comparison.runFolders()));
    PrintWriter terminal = spec.commandLine().getOut();
    runs.publish(
        terminal,
        result,
        out,
        () -> {
          comparison.summaries().forEach(terminal::println);
          terminal.println();
          terminal.println(curve.table().fit(WIDTH));
          curve.findings().forEach(terminal::println);
        });
    return 0;
  }

  private ComparisonSettings settings(ConversionSource source) {
    RegrowthRecipe recipe =
        new RegrowthRecipe(
                source,
                TrainingConfig.of(steps, learningRate, AdamW.Config.DEFAULT.weightDecay(0.01))
                    .schedule(Decay.CONSTANT),
                batch,
                length)
            .with(new Changes().set(Setting.WARMUP, Math.min(warmup, steps)));
    List<AttentionVariant> methods = methods(source.method());
    return runs.apply(
        new ComparisonSettings(
            "regrowth of " + source.name(),
            Map.of(source.type(), recipe),
            methods,
            1,
            Evaluation.of(WHOLE, 32).calibratedOn(RANGES).during(10, BRIEF),
            Execution.CPU));
  }

  private List<AttentionVariant> methods(AttentionMethod own) {
    if (!attention.isEmpty()) {
      return AttentionVariant.list(String.join(",", attention));
    }
    return own == AttentionMethod.VANILLA
        ? List.of(AttentionVariant.of(own), AttentionVariant.of(AttentionMethod.OUTEFFHOP))
        : List.of(AttentionVariant.of(own));
  }
}
