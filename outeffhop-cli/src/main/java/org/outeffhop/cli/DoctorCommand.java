package org.outeffhop.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.outeffhop.experiment.doctor.MachineFacts;
import org.outeffhop.experiment.doctor.SoftmaxCertificate;
import org.outeffhop.experiment.result.DoctorResult;
import org.outeffhop.experiment.result.DoctorResult.Cost;
import org.outeffhop.report.DoctorReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop doctor}: the machine, its settings, and whether Softmax1 is right on it. */
@Command(
    name = "doctor",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Prints the machine, the libraries and their settings, checks Softmax1, and measures in further processes what "
          + "other settings of allocator and threads would cost.",
      "Exit code 1 when a check of Softmax1 fails."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int WIDTH = 80;
  private static final List<Setting> SETTINGS =
      List.of(
          new Setting("as now", Map.of()),
          new Setting(
              "allocator not set",
              Map.of("MALLOC_ARENA_MAX", "", "MALLOC_MMAP_MAX_", "", "MALLOC_TRIM_THRESHOLD_", "")),
          new Setting(
              "threads wait actively",
              Map.of("OMP_WAIT_POLICY", "active", "OPENBLAS_THREAD_TIMEOUT", "")),
          new Setting("one thread", Map.of("OMP_NUM_THREADS", "1")),
          new Setting("OPENBLAS_CORETYPE not set", Map.of("OPENBLAS_CORETYPE", "")));

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print the result as JSON instead of tables.")
  private boolean json;

  @Option(
      names = "--no-costs",
      description = "Do not measure other settings, which takes about 20 seconds.")
  private boolean noCosts;

  /**
   * A change of the environment.
   *
   * @param variables their values; empty ones are taken away
   */
  private record Setting(String name, Map<String, String> variables) {
    boolean changes(Map<String, String> environment) {
      return variables.isEmpty()
          || variables.entrySet().stream()
              .anyMatch(
                  variable ->
                      !variable.getValue().equals(environment.getOrDefault(variable.getKey(), "")));
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, String> facts = MachineFacts.gather();
    DoctorResult result =
        new DoctorResult(facts, new SoftmaxCertificate().checks(), noCosts ? List.of() : costs());
    PrintWriter terminal = spec.commandLine().getOut();
    if (json) {
      ExperimentOutput.printJson(terminal, result);
    } else {
      print(terminal, result);
    }
    return result.sound() ? 0 : OutEffHop.FAILED;
  }

  private List<Cost> costs() throws IOException, InterruptedException {
    List<Setting> different =
        SETTINGS.stream().filter(setting -> setting.changes(System.getenv())).toList();
    List<Cost> costs = new ArrayList<>();
    try (ConsoleProgress progress = outeffhop.progress()) {
      for (Setting setting : different) {
        progress.update("measuring", costs.size(), different.size(), setting.name());
        costs.add(cost(setting));
      }
    }
    return costs;
  }

  private static Cost cost(Setting setting) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(JavaProcess.command(DoctorProbe.class, List.of(setting.name())))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    setting
        .variables()
        .forEach(
            (name, value) -> {
              if (value.isEmpty()) {
                builder.environment().remove(name);
              } else {
                builder.environment().put(name, value);
              }
            });
    Process process = builder.start();
    byte[] out = process.getInputStream().readAllBytes();
    if (process.waitFor() != 0) {
      throw new IOException(
          "the process with '%s' ended with code %d"
              .formatted(setting.name(), process.exitValue()));
    }
    return new ObjectMapper().readValue(out, Cost.class);
  }

  private static void print(PrintWriter terminal, DoctorResult result) {
    terminal.println(DoctorReport.facts(result.facts()).fit(WIDTH));
    terminal.println(DoctorReport.certificate(result).fit(WIDTH));
    if (!result.costs().isEmpty()) {
      terminal.println(DoctorReport.costs(result).fit(WIDTH));
    }
    terminal.println(
        result.sound() ? "Softmax1 is right on this machine." : "Softmax1 is WRONG here.");
    terminal.flush();
  }
}
