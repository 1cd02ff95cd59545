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
import org.outeffhop.data.series.TimeSeries;
import org.outeffhop.experiment.Comparison;
import org.outeffhop.experiment.ComparisonSettings;
import org.outeffhop.experiment.Preset;
import org.outeffhop.experiment.convert.ConversionSource;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.model.DataKind;
import org.outeffhop.model.ModelType;
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
      "Trains BERT, OPT, ViT and STanHop-Net with several attention methods on the same data with the same seeds, and "
          + "prints what that does to outliers and to 8-bit quality.",
      "An interrupted comparison goes on where it stopped when the same command is given again, also within a run."
    })
final class CompareCommand implements Callable<Integer> {
  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Option(
      names = "--preset",
      defaultValue = "default",
      description =
          "smoke, default, small, paper-bert-base, paper-opt-125m, paper-vit-small or paper-stanhop-etth1 (default: ${DEFAULT-VALUE}).")
  private String preset;

  @Option(
      names = "--from",
      paramLabel = "CHECKPOINT",
      converter = BuiltinCheckpoint.class,
      description =
          "Instead of a preset: go on from this trained model with every attention method, against itself as it was, as "
              + "'convert' does (a folder, or builtin:all-minilm-l6-v2). All steps are made; --steps 0 swaps the attention alone.")
  private Path from;

  @Mixin private ConversionOptions conversion;
  @Mixin private ComparisonOptions options;
  @Mixin private RunOptions runs;

  @Option(
      names = "--data",
      split = ",",
      description =
          "Text of bert, opt and llama: files or folders (.txt, .jsonl); default: WordNet's glosses and examples, built in.")
  private List<Path> text = List.of();

  @Option(
      names = "--images",
      paramLabel = "PATH",
      description =
          "Images of vit: a folder with a folder a class, IDX files as MNIST's, or CIFAR-10's binary files (default: "
              + "handwritten digits, built in).")
  private Path images;

  @Option(
      names = "--series",
      paramLabel = "FILE",
      description =
          "Series of stanhop: a CSV with a header, a time step a row (default: the chaotic system Lorenz-96, generated).")
  private Path series;

  @Mixin private SeriesOptions parts;

  @Option(
      names = "--cache",
      defaultValue = "runs/cache",
      description = "Folder of encoded text, shared by comparisons (default: ${DEFAULT-VALUE}).")
  private Path cache;

  @Override
  public Integer call() throws IOException {
    if (from == null) {
      return compare(UsageErrors.of(spec, this::settings), preset);
    }
    Engine.start();
    try (ConversionSource source = ConversionSource.open(BuiltinCheckpoint.name(from), from)) {
      return compare(UsageErrors.of(spec, () -> settings(source)), "from-" + from.getFileName());
    }
  }

  private int compare(ComparisonSettings settings, String name) throws IOException {
    DataSources sources = sources();
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

  private DataSources sources() throws IOException {
    TextCorpus corpus = text.isEmpty() ? TextCorpus.builtin() : TextCorpus.of(text);
    TimeSeries values = SeriesOptions.read(series);
    ImageSource pictures = images == null ? ImageSource.builtin() : ImageSource.of(images);
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
    requireReader(chosen, DataKind.TEXT, !text.isEmpty(), "--data");
    requireReader(chosen, DataKind.IMAGES, images != null, "--images");
    requireReader(chosen, DataKind.SERIES, series != null, "--series");
    return chosen;
  }

  private static void requireReader(
      ComparisonSettings settings, DataKind kind, boolean given, String option) {
    Set<ModelType> models = settings.recipes().keySet();
    if (given && models.stream().noneMatch(model -> model.data() == kind)) {
      throw new IllegalArgumentException(
          option + " is given, but none of the models " + models + " is trained on " + kind);
    }
  }
}
