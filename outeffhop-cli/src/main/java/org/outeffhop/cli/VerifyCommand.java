package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.outeffhop.experiment.result.VerificationResult;
import org.outeffhop.experiment.theory.TheoryClaim;
import org.outeffhop.experiment.theory.Verification;
import org.outeffhop.report.Chart;
import org.outeffhop.report.VerificationReport;
import org.outeffhop.report.html.MemoryPages;
import org.outeffhop.training.RunDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop memory verify}: the theory's claims, measured. */
@Command(
    name = "verify",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Measures every theoretical claim about the memory and reports whether it holds.",
      "A claim holds, fails, or holds only under a condition; an upper bound is refuted or not. The claims are about energy descent, "
          + "convergence, one step = attention, the error bound, the error against the dense model, "
          + "capacity, and generalisation.",
      "The command also checks for the known failure modes: outliers that are not recognised, "
          + "classification that costs more than retrieval, loss of convergence, and capacity below the "
          + "dense model's. It takes about two minutes."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every claim has the verdict that is expected of it, or holds",
      "1:the run failed",
      "2:invalid command line",
      "3:a claim that is expected to hold does not"
    })
final class VerifyCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @ParentCommand private MemoryCommand memory;
  @Spec private CommandSpec spec;
  @Mixin private ExperimentOutput output;

  @Option(
      names = "--claim",
      split = ",",
      defaultValue = "energy,convergence,attention,error-bound,dense-error,capacity,generalisation",
      description =
          "Claims to measure, separated by commas: ${COMPLETION-CANDIDATES} (default: all).")
  private List<TheoryClaim> claims;

  @Option(names = "--seed", defaultValue = "1", description = OptionText.PATTERN_SEED)
  private long seed;

  @Option(
      names = "--draws",
      defaultValue = "5",
      description =
          "Number of draws of patterns over which results are averaged (default: ${DEFAULT-VALUE}).")
  private int draws;

  @Option(
      names = "--steps",
      defaultValue = "20000",
      description =
          "Number of retrieval steps in which every query must come to rest (default: "
              + "${DEFAULT-VALUE}).")
  private int steps;

  @Override
  public Integer call() throws IOException {
    Verification verification = verification();
    RunDirectory folder = output.folder("memory-verify");
    VerificationResult result;
    try (ConsoleProgress progress = memory.progress()) {
      result = verification.run(progress);
    }
    VerificationReport report = new VerificationReport(result);
    Map<String, Chart> charts = report.charts();
    for (Map.Entry<String, Chart> chart : charts.entrySet()) {
      ExperimentOutput.write(folder, chart.getKey(), chart.getValue());
    }
    ReportFile.write(folder, MemoryPages.of(result), memory.provenance());
    output.publish(
        folder,
        result,
        spec.commandLine().getOut(),
        () -> print(result, report, folder, charts.keySet()));
    if (result.unexpected().isEmpty()) {
      return 0;
    }
    PrintWriter errors = spec.commandLine().getErr();
    report.unexpected().forEach(line -> errors.println(Failures.oneLine("outeffhop: " + line)));
    errors.flush();
    return OutEffHop.CONTRADICTED;
  }

  private void print(
      VerificationResult result,
      VerificationReport report,
      RunDirectory folder,
      Set<String> charts) {
    PrintWriter terminal = spec.commandLine().getOut();
    report.lines(WIDTH).forEach(line -> terminal.println(Failures.oneLine(line)));
    terminal.println();
    terminal.println(report.verdicts().fit(WIDTH));
    terminal.printf(
        Locale.ROOT, "%.0f s; results: %s%n", result.seconds(), folder.file(RunDirectory.RESULT));
    terminal.println(Failures.oneLine("Charts: " + String.join(", ", charts)));
    terminal.flush();
  }

  private Verification verification() {
    try {
      return new Verification(claims, seed, draws, steps);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
