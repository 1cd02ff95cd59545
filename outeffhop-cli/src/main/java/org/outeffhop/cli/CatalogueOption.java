package org.outeffhop.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.outeffhop.data.fetch.Catalogue;
import picocli.CommandLine.Option;

/** Which catalogue of data sets is meant. */
final class CatalogueOption {
  @Option(
      names = "--catalogue",
      paramLabel = "FILE",
      description =
          "JSON file with your own catalogue, used instead of the built-in one: other data sets, or "
              + "mirrors of these.")
  private Path file;

  Catalogue read() throws IOException {
    return file == null ? Catalogue.builtIn() : Catalogue.read(file);
  }
}
