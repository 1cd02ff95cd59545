package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.outeffhop.data.fetch.DataSet;
import org.outeffhop.data.fetch.FetchPolicy;
import org.outeffhop.data.fetch.FetchedFile;
import org.outeffhop.data.fetch.Fetcher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop data fetch NAME}: a data set from its public addresses, checked. */
@Command(
    name = "fetch",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Downloads a data set, verifies it against the published checksums and unpacks it.",
      "Files that already exist are verified and kept. To continue an interrupted download, repeat "
          + "the command.",
      "Without a network, put the files into the folder by hand; they are then verified and "
          + "unpacked in the same way."
    })
final class DataFetchCommand implements Callable<Integer> {
  @ParentCommand private DataCommand data;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description = "Name of a data set, as listed by 'outeffhop data list'.")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Folder for the files (default: data/NAME).")
  private Path out;

  @Mixin private CatalogueOption catalogue;

  @Option(
      names = "--attempts",
      defaultValue = "6",
      description =
          "Maximum number of attempts per address when the connection breaks (default: "
              + "${DEFAULT-VALUE}).")
  private int attempts;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Longest time to wait for further bytes (default: ${DEFAULT-VALUE}).")
  private int timeout;

  @Override
  public Integer call() throws IOException, InterruptedException {
    FetchPolicy policy = policy();
    DataSet set = catalogue.read().find(name);
    PrintWriter terminal = spec.commandLine().getOut();
    Path folder = out == null ? Path.of("data", set.name()) : out;
    terminal.println(Failures.oneLine(set.title()));
    terminal.println(Failures.oneLine("licence: " + set.licence() + ", source: " + set.source()));
    terminal.flush();
    if (set.builtIn()) {
      terminal.println("It is built in; there is nothing to fetch.");
    } else {
      List<FetchedFile> files;
      try (ConsoleProgress progress = data.progress()) {
        files = new Fetcher(policy, progress).fetch(set, folder);
      }
      files.forEach(file -> print(terminal, file));
    }
    set.use()
        .forEach(
            command ->
                terminal.println(
                    Failures.oneLine(
                        "Use it: ./outeffhop " + command.replace("{folder}", folder.toString()))));
    terminal.flush();
    return 0;
  }

  private static void print(PrintWriter terminal, FetchedFile file) {
    terminal.println(
        Failures.oneLine(
            "%s: %s, checked by %s"
                .formatted(
                    file.path(), file.wasThere() ? "already there" : "fetched", file.checkedBy())));
    file.unpacked().forEach(path -> terminal.println(Failures.oneLine("  unpacked: " + path)));
  }

  private FetchPolicy policy() {
    if (timeout < 1) {
      throw new ParameterException(
          spec.commandLine(), "--timeout is " + timeout + "; it must be at least 1 second");
    }
    FetchPolicy standard = FetchPolicy.standard();
    try {
      return new FetchPolicy(
          standard.connectTimeout(),
          Duration.ofSeconds(timeout),
          attempts,
          standard.backOff(),
          standard.redirects());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
