package org.outeffhop.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.outeffhop.experiment.history.RunHistory;
import org.outeffhop.experiment.run.Provenance;
import org.outeffhop.report.html.ComparisonPage;
import org.outeffhop.report.html.HtmlPage;
import org.outeffhop.report.html.Page;
import org.outeffhop.tensor.AtomicFile;
import org.outeffhop.training.RunDirectory;

/** Reports for a browser as files. */
final class ReportFile {
  /** The name beside {@code result.json}. */
  static final String NAME = "report.html";

  private ReportFile() {}

  /** Writes a page, whole or not at all. */
  static void write(Path file, Page page) throws IOException {
    byte[] html = HtmlPage.of(page).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(html));
  }

  /** Writes the page of an experiment beside its result, with how to run it again. */
  static void write(RunDirectory folder, Page page, Provenance provenance) throws IOException {
    write(folder.file(NAME), page.from(provenance.origin()));
  }

  /** Writes the page of runs. */
  static void ofRuns(Path file, List<Path> runs) throws IOException {
    write(file, ComparisonPage.of(RunHistory.read(runs)));
  }
}
