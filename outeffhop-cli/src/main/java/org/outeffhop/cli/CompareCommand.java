package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.Comparison;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.experiment.Preset;
import org.outeffhop.experiment.convert.ConversionSource;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.model.DataKind;
import org.outeffhop.model.ModelType;
import org.outeffhop.series.TimeSeries;
import org.outeffhop.tensor.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code outeffhop compare}: train with every attention method, measure outliers and W8A8, print
 * the table.
 */
@Command(
    name = "compare",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Trains models with several attention methods and compares outliers and 8-bit quality.",
      "All methods train on the same data with the same seeds.",
      "To continue an interrupted comparison, even in the middle of a run, repeat the command."
    })
final class CompareCommand implements Callable<Integer> {
  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Option(
      names = "--preset",
      defaultValue = "default",
      completionCandidates = Choices.Presets.class,
      description =
          "Models, data sizes and training settings to start from: ${COMPLETION-CANDIDATES} (default: "
              + "${DEFAULT-VALUE}).")
  private String preset;

  @Option(
      names = "--from",
      paramLabel = "CHECKPOINT",
      converter = BuiltinCheckpoint.class,
      description =
          "Instead of using a preset, distil this trained model into a copy of itself with each "
              + "attention method, as 'convert' does: a folder, or "
              + OptionText.BUILTIN
              + ". All steps are made, without early stopping; --steps 0 swaps the attention without "
              + "training.")
  private Path from;

  @Mixin private ConversionOptions conversion;
  @Mixin private ComparisonOptions options;
  @Mixin private RunOptions runs;

  @Option(
      names = "--data",
      split = ",",
      description =
          "Training text for language models: "
              + OptionText.TEXT
              + " (default: builtin; of the preset mechanism back-copy:length=63, and with --from a "
              + "sentence encoder glosses).")
  private List<String> text = List.of();

  @Option(
      names = "--images",
      paramLabel = "PATH",
      description =
          "Images for vit: a folder with one subfolder per class, IDX files such as MNIST's, or "
              + "CIFAR-10's binary files; or 'builtin' for the built-in handwritten digits (default: "
              + "builtin).")
  private String images;

  @Option(
      names = "--series",
      paramLabel = "FILE",
      description =
          "Series for stanhop: a CSV file with a header and one row per time step, or 'builtin' "
              + "for a generated series of the chaotic Lorenz-96 system (default: builtin).")
  private String series;

  @Mixin private SeriesOptions parts;

  @Option(
      names = "--batches",
      description =
          "Number of held-out batches of text to evaluate on after training (default: the preset's). "
              + "Images and series are evaluated in full.")
  private Integer batches;

  @Option(
      names = "--cache",
      defaultValue = "runs/cache",
      description =
          "Folder for tokenized text, which comparisons share (default: ${DEFAULT-VALUE}).")
  private Path cache;

  @Override
  public Integer call() throws IOException {
    GivenOptions given = new GivenOptions(spec);
    if (from == null) {
      given.refuseMixin("it says how to distil; it needs --from", "conversion");
      return compare(UsageErrors.of(spec, this::settings), preset, Preset.of(preset).text());
    }
    given.refuse("--from takes the place of a preset", "--preset");
    Engine.start();
    try (ConversionSource source = ConversionSource.open(BuiltinCheckpoint.name(from), from)) {
      ConversionOptions.requireUse(given, source, options.steps());
      return compare(
          UsageErrors.of(spec, () -> settings(source)),
          "from-" + from.getFileName(),
          source.text());
    }
  }

  private int compare(ComparisonSettings settings, String name, TextCorpus unnamed)
      throws IOException {
    DataSources sources = sources(unnamed);
    Path folder = runs.folder("compare-" + name);
    Comparison comparison = new Comparison(settings, outeffhop.provenance(), sources, folder);
    ComparisonResult result;
    try (ConsoleProgress progress = outeffhop.progress();
        Interruption.Region gentle = outeffhop.interruption().gentle()) {
      result = comparison.run(progress, ReportFile::ofRun);
    }
    ReportFile.ofRuns(folder.resolve(ReportFile.NAME), comparison.runFolders());
    PrintWriter terminal = spec.commandLine().getOut();
    runs.publish(
        terminal, result, folder, () -> ComparisonPrinter.print(terminal, comparison, result));
    return 0;
  }

  private DataSources sources(TextCorpus unnamed) throws IOException {
    TextCorpus corpus = DataArguments.corpus(spec, text, unnamed);
    TimeSeries values = SeriesOptions.read(series);
    ImageSource pictures = DataArguments.images(images);
    return new DataSources(corpus, pictures, values, UsageErrors.of(spec, parts::split), cache);
  }

  private ComparisonSettings settings() {
    return readable(runs.apply(options.of(Preset.of(preset))));
  }

  private ComparisonSettings settings(ConversionSource source) {
    return readable(
        runs.apply(
            options.of(
                source,
                changes ->
                    conversion.recipe(
                        source, ComparisonOptions.INTERVAL, OptionalInt.empty(), changes))));
  }

  private ComparisonSettings readable(ComparisonSettings chosen) {
    Set<ModelType> models = chosen.recipes().keySet();
    DataKind.TEXT.requireReader(!text.isEmpty(), models, "--data");
    DataKind.IMAGES.requireReader(images != null, models, "--images");
    parts.requireReader(models, series);
    DataKind.TEXT.requireReader(batches != null, models, "--batches");
    return batches == null
        ? chosen
        : chosen.withEvaluation(chosen.evaluation().withBatches(batches));
  }
}
