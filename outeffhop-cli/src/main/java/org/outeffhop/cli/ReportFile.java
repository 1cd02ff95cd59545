package org.outeffhop.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.outeffhop.experiment.history.RunHistory;
import org.outeffhop.experiment.result.ConversionResult;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.experiment.run.Provenance;
import org.outeffhop.report.ConversionCard;
import org.outeffhop.report.ModelCard;
import org.outeffhop.report.events.RunEvents;
import org.outeffhop.report.html.ComparisonPage;
import org.outeffhop.report.html.ConversionPage;
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

  /**
   * Writes what readers want of a comparison: its page, and into each run's folder a model card and
   * the events for TensorBoard.
   */
  static void ofComparison(Path folder, List<Path> runs) throws IOException {
    List<RunRecord> records = RunHistory.read(runs);
    for (RunRecord run : records) {
      Path inside = Path.of(run.folder());
      byte[] card = ModelCard.of(run).getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(inside.resolve("README.md"), out -> out.write(card));
      long end = Files.getLastModifiedTime(inside.resolve(RunHistory.METRICS)).toMillis();
      AtomicFile.write(inside.resolve(RunEvents.FILE), new RunEvents(run, end)::writeTo);
    }
    write(folder.resolve(NAME), ComparisonPage.of(records));
  }

  /** Writes the page and the model card of a conversion beside the model. */
  static void ofConversion(Path folder, ConversionResult result, Provenance provenance)
      throws IOException {
    write(folder.resolve(NAME), ConversionPage.of(result).from(provenance.origin()));
    byte[] card = ConversionCard.of(result, provenance.command()).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.resolve("README.md"), out -> out.write(card));
  }

  /** Writes the page of runs. */
  static void ofRuns(Path file, List<Path> runs) throws IOException {
    write(file, ComparisonPage.of(RunHistory.read(runs)));
  }
}
