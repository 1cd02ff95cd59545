package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.outeffhop.data.fetch.Catalogue;
import org.outeffhop.data.fetch.DataFile;
import org.outeffhop.data.fetch.DataSet;
import org.outeffhop.experiment.result.ResultJson;
import org.outeffhop.naming.Named;
import org.outeffhop.report.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code outeffhop data list}: the catalogue as a table. */
@Command(
    name = "list",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Lists the data sets with their purpose, size and licence, and the published checksums that "
          + "downloads are verified against.",
      "'size only' marks data sets without published checksums; only the size of their files can "
          + "be verified."
    })
final class DataListCommand implements Callable<Integer> {
  private static final int WIDTH = 80;

  @Spec private CommandSpec spec;
  @Mixin private CatalogueOption catalogue;

  @Option(
      names = "--json",
      description = "Print the catalogue as JSON, with addresses, checksums and sources.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Catalogue all = catalogue.read();
    PrintWriter terminal = spec.commandLine().getOut();
    if (json) {
      terminal.println(ResultJson.text(all));
    } else {
      List<List<String>> rows = all.dataSets().stream().map(DataListCommand::row).toList();
      terminal.println(
          new TextTable(List.of("name", "for", "size", "licence", "checked by"), rows).fit(WIDTH));
      terminal.println("Fetch one: ./outeffhop data fetch NAME");
    }
    terminal.flush();
    return 0;
  }

  private static List<String> row(DataSet set) {
    return List.of(
        set.name(),
        set.purposes().stream().map(Named::of).collect(Collectors.joining(", ")),
        set.builtIn() ? "built in" : megabytes(set.bytes()),
        set.licence(),
        set.files().stream().map(DataFile::checkedBy).distinct().collect(Collectors.joining("; ")));
  }

  private static String megabytes(long bytes) {
    return bytes < 100_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes * 1e-3)
        : String.format(Locale.ROOT, "%.1f MB", bytes * 1e-6);
  }
}
