package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.experiment.result.RetrievalResult;
import org.outeffhop.experiment.retrieval.Corruption;
import org.outeffhop.experiment.retrieval.MemoryRetrieval;
import org.outeffhop.experiment.retrieval.RetrievalModel;
import org.outeffhop.experiment.retrieval.RetrievalSettings;
import org.outeffhop.hopfield.RetrievalOptions;
import org.outeffhop.report.RetrievalTable;
import org.outeffhop.report.html.MemoryPages;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.training.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop memory retrieve}: store patterns, ask for them, show what comes back. */
@Command(
    name = "retrieve",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Stores patterns and retrieves them by query.",
      "Queries are your own, or stored patterns that are half hidden or noisy. The command writes "
          + "the retrieved patterns, a table and, for images, a picture of the stored, queried and "
          + "retrieved images.",
      "Patterns and queries are first centred on the patterns' mean and scaled to norm sqrt(d - "
          + "1); --raw turns this off."
    })
final class RetrieveCommand implements Callable<Integer> {
  private static final int WIDTH = 80;
  private static final int MOST_LINES = 40;

  /** What is done to a stored pattern. */
  enum Damage {
    mask,
    noise
  }

  /** The memories that can be asked for patterns of real numbers. */
  static final class Modern extends Choices {
    Modern() {
      super(
          () ->
              Arrays.stream(RetrievalModel.values())
                  .filter(model -> model != RetrievalModel.CLASSICAL)
                  .map(RetrievalModel::toString));
    }
  }

  @ParentCommand private MemoryCommand memory;
  @Spec private CommandSpec spec;
  @Mixin private ExperimentOutput output;

  @Option(
      names = {"--patterns", "--data"},
      paramLabel = "FILE",
      description = "Patterns to store: " + PatternArguments.FILES + " (default: builtin).")
  private String patterns;

  @Option(
      names = "--queries",
      paramLabel = "FILE",
      description = "Queries, in the same formats (default: made from stored patterns).")
  private String queries;

  @Option(
      names = "--corrupt",
      split = ",",
      defaultValue = "mask,noise",
      description =
          "How queries are made from stored patterns: ${COMPLETION-CANDIDATES} (default: "
              + "${DEFAULT-VALUE}).")
  private List<Damage> corrupt;

  @Option(
      names = "--hidden",
      defaultValue = "0.5",
      description =
          "Fraction of a pattern, at its end, that 'mask' hides (default: ${DEFAULT-VALUE}).")
  private double hidden;

  @Option(
      names = "--noise",
      defaultValue = "0.5",
      description =
          "Noise that 'noise' adds, relative to the pattern's norm (default: ${DEFAULT-VALUE}).")
  private double noise;

  @Option(
      names = "--count",
      defaultValue = "10",
      description =
          "Number of stored patterns, from the first on, that queries are made from (default: "
              + "${DEFAULT-VALUE}).")
  private long count;

  @Option(
      names = "--model",
      defaultValue = "outeffhop",
      completionCandidates = Modern.class,
      description = "Memory to query: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private RetrievalModel model;

  @Option(names = "--beta", defaultValue = "4", description = OptionText.BETA)
  private double beta;

  @Option(
      names = "--steps",
      defaultValue = "32",
      description = "Maximum number of updates per query (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--tolerance",
      defaultValue = "1e-4",
      description =
          "A query has converged when an update moves it by at most this much, relative to the norm "
              + "(default: ${DEFAULT-VALUE}).")
  private double tolerance;

  @Option(
      names = "--threshold",
      defaultValue = "0.5",
      description =
          "No-op mass above which the memory answers that it does not know the query (default: "
              + "${DEFAULT-VALUE}).")
  private double threshold;

  @Option(
      names = "--raw",
      description = "Use patterns and queries as they are, without centring and scaling.")
  private boolean raw;

  @Option(
      names = "--format",
      defaultValue = "npy",
      description =
          "File format of the retrieved patterns: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private RetrievalFiles.Format format;

  @Option(
      names = "--seed",
      defaultValue = "0",
      description = "Random seed for the noise (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    Engine.start();
    try (TensorScope scope = TensorScope.open()) {
      RetrievalSettings settings = settings();
      RunDirectory folder = output.folder("memory-retrieve");
      MemoryRetrieval.Answer answer = new MemoryRetrieval(settings).run();
      List<String> files = RetrievalFiles.write(folder, settings.patterns(), answer, format);
      ReportFile.write(folder, MemoryPages.of(answer.result()), memory.provenance());
      output.publish(
          folder,
          answer.result(),
          spec.commandLine().getOut(),
          () -> print(settings, answer.result(), folder, files));
      return 0;
    }
  }

  private RetrievalSettings settings() {
    Patterns stored = PatternArguments.read(patterns);
    Patterns asked = queries == null ? null : PatternArguments.read(queries);
    try {
      return new RetrievalSettings(
          stored,
          asked,
          corrupt.stream().distinct().map(this::corruption).toList(),
          count,
          model,
          beta,
          new RetrievalOptions(steps, tolerance, 1),
          threshold,
          !raw,
          seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private Corruption corruption(Damage damage) {
    return switch (damage) {
      case mask -> new Corruption(Corruption.Kind.MASK, hidden);
      case noise -> Corruption.noise(noise);
    };
  }

  private void print(
      RetrievalSettings settings, RetrievalResult result, RunDirectory folder, List<String> files) {
    PrintWriter terminal = spec.commandLine().getOut();
    terminal.printf(
        Locale.ROOT,
        "%d patterns of size %d stored (%s), queried with %s, beta %s%n%n",
        settings.patterns().count(),
        settings.patterns().size(),
        settings.patterns().name(),
        settings.model(),
        beta);
    terminal.println(RetrievalTable.of(result, MOST_LINES).fit(WIDTH));
    if (result.rows().size() > MOST_LINES) {
      terminal.printf(Locale.ROOT, "(%d of %d queries)%n", MOST_LINES, result.rows().size());
    }
    if (result.known() > 0) {
      terminal.printf(
          Locale.ROOT,
          "%d of %d queries retrieved the pattern they were made from.%n",
          result.right(),
          result.known());
    }
    terminal.println(Failures.oneLine("Results: " + folder.file(RunDirectory.RESULT)));
    terminal.println(Failures.oneLine("Retrieved: " + String.join(", ", files)));
    terminal.flush();
  }
}
