package org.outeffhop.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.outeffhop.experiment.doctor.MachineFacts;
import org.outeffhop.experiment.doctor.SettingsCost;
import org.outeffhop.experiment.doctor.SoftmaxCertificate;
import org.outeffhop.experiment.result.DoctorResult;
import org.outeffhop.experiment.result.DoctorResult.Cost;
import org.outeffhop.report.DoctorReport;
import org.outeffhop.report.html.Block;
import org.outeffhop.report.html.Page;
import org.outeffhop.tensor.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "Checks this machine, its settings and its arithmetic.",
      "It prints the machine, the libraries and their settings, checks that Softmax1 computes "
          + "correctly, and measures in separate processes what other allocator and thread settings "
          + "would cost.",
      "The exit code is 1 if a check of Softmax1 fails."
    })
final class DoctorCommand implements Callable<Integer> {
  // Fewer compiled methods: a probe calls each a few times, and its start is most of its time.
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1";
  // What only a new process can have; it takes seconds to load libtorch.
  private static final List<LauncherSetting> SETTINGS =
      List.of(
          new LauncherSetting(
              "allocator not set",
              Map.of("MALLOC_ARENA_MAX", "", "MALLOC_MMAP_MAX_", "", "MALLOC_TRIM_THRESHOLD_", "")),
          new LauncherSetting(
              "threads wait actively",
              Map.of("OMP_WAIT_POLICY", "active", "OPENBLAS_THREAD_TIMEOUT", "")),
          new LauncherSetting("OPENBLAS_CORETYPE not set", Map.of("OPENBLAS_CORETYPE", "")));

  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = OptionText.JSON)
  private boolean json;

  @Option(
      names = "--no-costs",
      description = "Skip the measurement of other settings, which takes most of the time.")
  private boolean noCosts;

  @Mixin private MeasuredReport report;

  /**
   * A change of the environment.
   *
   * @param variables their values; empty ones are taken away
   */
  private record LauncherSetting(String name, Map<String, String> variables) {
    boolean changes(Map<String, String> environment) {
      return variables.entrySet().stream()
          .anyMatch(
              variable ->
                  !variable.getValue().equals(environment.getOrDefault(variable.getKey(), "")));
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    long start = System.nanoTime();
    Map<String, String> facts = MachineFacts.gather();
    List<DoctorResult.Check> certificate = new SoftmaxCertificate().checks();
    List<Cost> costs = noCosts ? List.of() : costs();
    DoctorResult result =
        new DoctorResult(facts, certificate, costs, (System.nanoTime() - start) / 1e9);
    Page page = page(result);
    report.write(page, outeffhop.provenance());
    PrintWriter terminal = spec.commandLine().getOut();
    if (json) {
      ExperimentOutput.printJson(terminal, result);
    } else {
      MeasuredReport.print(terminal, page);
      report.tell(terminal);
    }
    return result.sound() ? 0 : OutEffHop.FAILED;
  }

  /** This process first: it has its settings, and can be held to one thread. */
  private List<Cost> costs() throws IOException, InterruptedException {
    List<LauncherSetting> different =
        SETTINGS.stream().filter(setting -> setting.changes(System.getenv())).toList();
    List<Cost> costs = new ArrayList<>();
    try (ConsoleProgress progress = outeffhop.progress()) {
      int here = Engine.threads() > 1 ? 2 : 1;
      progress.update("measuring", 0, here + different.size(), "as now");
      costs.add(SettingsCost.measure("as now"));
      if (here > 1) {
        progress.update("measuring", 1, here + different.size(), "one thread");
        costs.add(SettingsCost.ofOneThread());
      }
      for (LauncherSetting setting : different) {
        progress.update("measuring", costs.size(), here + different.size(), setting.name());
        costs.add(cost(setting));
      }
    }
    return costs;
  }

  private static Cost cost(LauncherSetting setting) throws IOException, InterruptedException {
    List<String> command = JavaProcess.command(DoctorProbe.class, List.of(setting.name()));
    command.add(1, QUICK_START);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
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

  private static Page page(DoctorResult result) {
    return new Page(
        "The machine, its settings, and Softmax1",
        "Measured by OutEffHop for the JVM",
        List.of(
            new Page.Section(
                "Machine",
                List.of(new Block.Table("As it is", DoctorReport.facts(result.facts())))),
            new Page.Section(
                "Softmax1", List.of(new Block.Table("Checks", DoctorReport.certificate(result)))),
            new Page.Section(
                "Settings",
                List.of(
                    new Block.Table(
                        "The fastest of several rounds, and its ratio to the current settings",
                        DoctorReport.costs(result)))),
            new Page.Section("Verdict", List.of(new Block.Text(DoctorReport.verdict(result))))));
  }
}
