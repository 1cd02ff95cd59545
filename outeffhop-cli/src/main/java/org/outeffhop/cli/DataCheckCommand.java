package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.ResultJson;
import org.outeffhop.inspection.Inspection;
import org.outeffhop.inspection.PathInspector;
import org.outeffhop.inspection.Problem;
import org.outeffhop.report.VisibleText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code outeffhop data check PATH}: what is in it, whether it is whole, what takes it. */
@Command(
    name = "check",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Reads a file or a folder in full and reports what it contains, what is damaged, and which "
          + "commands accept it.",
      "It knows text, series, patterns, arrays, images with and without classes, checkpoints and "
          + "runs.",
      "The exit code is 1 if anything is damaged or a run is unfinished."
    })
final class DataCheckCommand implements Callable<Integer> {
  private static final int WIDTH = 80;
  private static final int MOST_PROBLEMS = 20;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      converter = BuiltinCheckpoint.class,
      description =
          "File or folder to check; or 'builtin' for the data that come with the project, or "
              + "builtin:all-minilm-l6-v2.")
  private Path path;

  @Option(names = "--json", description = "Print the findings as JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<Inspection> found =
        path.equals(Path.of(DataArguments.BUILTIN))
            ? BuiltinInspection.all()
            : PathInspector.inspect(path);
    PrintWriter terminal = spec.commandLine().getOut();
    if (json) {
      terminal.println(ResultJson.text(found));
    } else {
      found.forEach(inspection -> print(terminal, inspection));
    }
    terminal.flush();
    return found.stream().allMatch(Inspection::isWhole) ? 0 : OutEffHop.FAILED;
  }

  private static void print(PrintWriter terminal, Inspection inspection) {
    terminal.println(VisibleText.line(inspection.path()) + ": " + inspection.kind());
    int longest = inspection.facts().keySet().stream().mapToInt(String::length).max().orElse(0);
    inspection
        .facts()
        .forEach(
            (name, value) -> terminal.println(line(name, VisibleText.line(text(value)), longest)));
    List<Problem> problems = inspection.problems();
    problems.stream()
        .limit(MOST_PROBLEMS)
        .forEach(problem -> terminal.println("  DAMAGED " + Failures.oneLine(said(problem))));
    if (problems.size() > MOST_PROBLEMS) {
      terminal.println("  and " + (problems.size() - MOST_PROBLEMS) + " more (--json lists all)");
    }
    inspection.commands().forEach(command -> terminal.println("  use it: ./outeffhop " + command));
    if (problems.isEmpty() && inspection.commands().isEmpty()) {
      terminal.println("  no command accepts it as it is");
    }
  }

  /** Most readers name the file themselves. */
  private static String said(Problem problem) {
    return problem.reason().contains(problem.file())
        ? problem.reason()
        : problem.file() + ": " + problem.reason();
  }

  /** A fact, broken between words where the terminal ends. */
  private static String line(String name, String value, int longest) {
    String margin = " ".repeat(longest + 4);
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder("  " + name + " ".repeat(longest - name.length() + 2));
    for (String word : value.split(" ")) {
      if (line.length() + word.length() > WIDTH && line.length() > margin.length()) {
        lines.append(line.toString().stripTrailing()).append(System.lineSeparator());
        line = new StringBuilder(margin);
      }
      line.append(word).append(' ');
    }
    return lines.append(line.toString().stripTrailing()).toString();
  }

  private static String text(Object value) {
    if (value instanceof Map<?, ?> counts) {
      return counts.size()
          + ": "
          + counts.entrySet().stream()
              .map(entry -> entry.getKey() + " " + text(entry.getValue()))
              .collect(Collectors.joining(", "));
    }
    return value instanceof Number number
        ? String.format(Locale.ROOT, "%,d", number.longValue())
        : value.toString();
  }
}
