package org.outeffhop.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.outeffhop.benchmark.ServingBenchmark;
import org.outeffhop.benchmark.ServingRow;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.inference.EncoderLimits;
import org.outeffhop.report.html.Block;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop benchmark serving}. */
@Command(
    name = "serving",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Compares ways to serve embeddings to clients that ask for one text at a time: computed one "
          + "after the other, with concurrent questions batched, and the latter over HTTP as 'serve' "
          + "does.",
      "A ratio is in texts a second over the first way with as many clients."
    })
final class BenchmarkServingCommand implements Callable<Integer> {
  @ParentCommand private BenchmarkCommand benchmark;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL.onnx",
      description = "Model file of an encoder, or the folder that 'export' or 'convert' wrote.")
  private Path model;

  @Option(
      names = "--clients",
      split = ",",
      defaultValue = "1,8",
      description = "Numbers of clients (default: ${DEFAULT-VALUE}).")
  private List<Integer> clients;

  @Option(
      names = "--texts",
      defaultValue = "512",
      description = "Glosses of WordNet to ask for in every round (default: ${DEFAULT-VALUE}).")
  private int texts;

  @Mixin private BatchingOptions batching;

  @Option(names = "--rounds", defaultValue = "5", description = OptionText.ROUNDS)
  private int rounds;

  @Override
  public Integer call() throws IOException {
    benchmark.requireCpu("ONNX Runtime");
    ServingBenchmark.Result result;
    try (ConsoleProgress progress = benchmark.progress()) {
      result = UsageErrors.of(spec, () -> prepared(progress)).run();
    }
    benchmark.report(
        "An encoder that is served",
        List.of(
            new Block.Table(
                String.format(
                    Locale.ROOT,
                    "Glosses of WordNet, one a question; batches of %d after %d ms",
                    limits().maxBatch(),
                    limits().maxWait().toMillis()),
                ServingRow.table(result.rows())),
            Block.Text.of(
                String.format(
                    Locale.ROOT,
                    "Sharing a batch changes a number of an embedding by at most %.1e.",
                    result.difference()))),
        result.rows());
    return 0;
  }

  private ServingBenchmark prepared(ConsoleProgress progress) {
    return new ServingBenchmark(model, limits(), glosses(), clients, rounds, progress);
  }

  private EncoderLimits limits() {
    return batching.limits(Math.max(4096, texts), 1);
  }

  /** Spread over the whole of WordNet. */
  private List<String> glosses() {
    List<String> all;
    try (Stream<String> documents = TextCorpus.glosses().documents()) {
      all = documents.toList();
    }
    int count = Math.max(0, Math.min(texts, all.size()));
    return Stream.iterate(0, i -> i + 1)
        .limit(count)
        .map(i -> all.get((int) ((long) i * all.size() / count)))
        .toList();
  }
}
