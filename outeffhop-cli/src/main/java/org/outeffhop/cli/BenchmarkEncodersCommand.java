package org.outeffhop.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.outeffhop.benchmark.EncoderBenchmark;
import org.outeffhop.benchmark.EncoderRow;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.experiment.convert.Conversion;
import org.outeffhop.experiment.quantize.Smoothing;
import org.outeffhop.experiment.stored.ModelOpener;
import org.outeffhop.experiment.stored.StoredData;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.task.LanguageModelling;
import org.outeffhop.files.TemporaryFolder;
import org.outeffhop.report.html.Block;
import org.outeffhop.tensor.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop benchmark encoders}. */
@Command(
    name = "encoders",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Compares eight-bit versions of all-MiniLM-L6-v2 in ONNX Runtime on the CPU: our "
          + "post-training quantization with and without SmoothQuant, models made by 'convert', and the "
          + "quantized model that its publishers provide.",
      "Quality is the cosine between the embeddings of held-out texts and those of the original in "
          + "float32."
    })
final class BenchmarkEncodersCommand implements Callable<Integer> {
  private static final String ORIGINAL = "builtin:all-minilm-l6-v2";
  private static final int BATCH = 32;
  private static final String TWIN = "/all-minilm-l6-v2-q.onnx";

  @ParentCommand private BenchmarkCommand benchmark;
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "FOLDER",
      description = "Folders that 'convert' made from " + ORIGINAL + ".")
  private List<Path> converted = List.of();

  @Option(
      names = "--batches",
      split = ",",
      defaultValue = "1,16",
      description = "Batch sizes to time (default: ${DEFAULT-VALUE}).")
  private List<Integer> batches;

  @Option(
      names = "--length",
      defaultValue = "32",
      description = "Tokens per timed sequence (default: ${DEFAULT-VALUE}).")
  private int length;

  @Mixin private GraphTimes times;

  @Option(
      names = "--smooth",
      paramLabel = OptionText.SMOOTHING,
      defaultValue = "search",
      description =
          "SmoothQuant's alpha, from 0 to 1, 'search' for the best alpha at each place, or 'gamma' for gamma migration (default: "
              + "${DEFAULT-VALUE}).")
  private String alpha;

  @Option(
      names = "--texts",
      defaultValue = "1024",
      description =
          "Held-out texts to embed, rounded down to whole batches of 32 (default: ${DEFAULT-VALUE}).")
  private int texts;

  @Override
  public Integer call() throws IOException {
    benchmark.requireCpu("int8");
    EncoderBenchmark.Settings settings =
        UsageErrors.of(
            spec,
            () ->
                new EncoderBenchmark.Settings(
                    times.threads(),
                    batches,
                    length,
                    times.processor(),
                    times.rounds(),
                    Smoothing.parse(alpha)));
    StoredData data = data();
    try (TemporaryFolder folder = TemporaryFolder.create("benchmark")) {
      Map<String, Path> others = others(folder.path());
      List<EncoderRow> rows = measured(settings, data, folder.path(), others);
      benchmark.report(
          "all-MiniLM-L6-v2 in eight bits",
          List.of(
              new Block.Table(
                  String.format(
                      Locale.ROOT,
                      "Cosine between the embeddings of %,d held-out texts and those of the original",
                      texts / BATCH * BATCH),
                  EncoderRow.faithfulness(rows)),
              new Block.Table("The time of a batch", EncoderRow.times(rows))),
          rows);
    }
    return 0;
  }

  private StoredData data() throws IOException {
    return UsageErrors.of(
        spec,
        () ->
            StoredData.of(
                TextCorpus.glosses(),
                LanguageModelling.SPLIT,
                new StoredData.Amounts(
                    OptionalInt.of(BATCH),
                    OptionalInt.of(texts / BATCH),
                    OptionalInt.empty(),
                    OptionalInt.empty())));
  }

  private Map<String, Path> others(Path folder) throws IOException {
    Map<String, Path> graphs = new LinkedHashMap<>();
    for (Path made : converted) {
      Path graph = made.resolve(Conversion.GRAPH);
      if (!Files.isRegularFile(graph)) {
        throw new IllegalArgumentException(
            "there is no %s; give a folder that 'convert %s' made".formatted(graph, ORIGINAL));
      }
      graphs.put(converted.size() == 1 ? "converted, int8" : made.getFileName() + ", int8", graph);
    }
    Path twin = folder.resolve("published.onnx");
    try (InputStream in = BenchmarkEncodersCommand.class.getResourceAsStream(TWIN)) {
      Files.copy(in, twin);
    }
    graphs.put("published, int8-dynamic", twin);
    return graphs;
  }

  private List<EncoderRow> measured(
      EncoderBenchmark.Settings settings, StoredData data, Path folder, Map<String, Path> others)
      throws IOException {
    Path original = new BuiltinCheckpoint().convert(ORIGINAL);
    Engine.start();
    try (ConsoleProgress progress = benchmark.progress();
        StoredModel<?, ?> model = new ModelOpener(data, progress).measured(original)) {
      return new EncoderBenchmark(model, settings, progress).run(folder, others);
    }
  }
}
