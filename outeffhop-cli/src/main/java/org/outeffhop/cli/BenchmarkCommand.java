package org.outeffhop.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.experiment.run.Provenance;
import org.outeffhop.files.AtomicFile;
import org.outeffhop.report.html.Block;
import org.outeffhop.report.html.Page;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code outeffhop benchmark}: ratios measured in one run, the contenders taking turns. */
@Command(
    name = "benchmark",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchmarkAttentionCommand.class,
      BenchmarkEncodersCommand.class,
      BenchmarkMemoryCommand.class,
      BenchmarkServingCommand.class,
      BenchmarkStartsCommand.class,
      BenchmarkOnnxCommand.class,
      BenchmarkStepCommand.class
    },
    description =
        "Compares speeds: the contenders take turns within one run, and ratios of their times are "
            + "reported.")
final class BenchmarkCommand implements Runnable {
  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      scope = ScopeType.INHERIT,
      description = "Device: cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Also write the timings, the machine and the settings to this JSON file.")
  private Path json;

  @Mixin private MeasuredReport report;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a benchmark is missing; " + UsageErrors.commandsOf(spec.commandLine()));
  }

  String device() {
    return device;
  }

  /**
   * Refuses a device for what computes on the CPU alone.
   *
   * @throws ParameterException naming both
   */
  void requireCpu(String what) {
    if (!device.equals("cpu")) {
      throw new ParameterException(
          spec.commandLine(), "--device is " + device + "; " + what + " runs on the CPU only");
    }
  }

  ConsoleProgress progress() {
    return outeffhop.progress();
  }

  /**
   * Prints the machine, the settings and what was measured, and writes the files that were asked
   * for.
   *
   * @param title of the page
   * @param rows what the file for machines holds
   */
  void report(String title, List<Block> measured, List<?> rows) throws IOException {
    Provenance provenance = outeffhop.provenance();
    PrintWriter out = spec.commandLine().getOut();
    out.println(String.join(", ", provenance.machine().values()));
    provenance.environment().forEach((name, value) -> out.print(name + "=" + value + " "));
    out.println();
    out.println();
    Page page =
        new Page(
            title,
            "Measured by OutEffHop for the JVM; the contenders took turns",
            List.of(new Page.Section("Measured", measured)));
    MeasuredReport.print(out, page);
    if (json != null) {
      write(provenance, rows);
    }
    report.write(page, provenance);
    report.tell(out);
  }

  private void write(Provenance provenance, List<?> rows) throws IOException {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("provenance", provenance);
    result.put("rows", rows);
    byte[] bytes =
        new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .writerWithDefaultPrettyPrinter()
            .writeValueAsBytes(result);
    AtomicFile.write(json, out -> out.write(bytes));
  }
}
