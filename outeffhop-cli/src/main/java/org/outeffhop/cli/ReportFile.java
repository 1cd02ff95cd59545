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
import org.outeffhop.files.AtomicFile;
import org.outeffhop.model.ModelType;
import org.outeffhop.report.ConversionCard;
import org.outeffhop.report.ModelCard;
import org.outeffhop.report.events.RunEvents;
import org.outeffhop.report.html.ComparisonPage;
import org.outeffhop.report.html.ConversionPage;
import org.outeffhop.report.html.HtmlPage;
import org.outeffhop.report.html.Page;
import org.outeffhop.training.RunDirectory;

/** Reports for a browser as files. */
final class ReportFile {
  /** The name beside {@code result.json}. */
  static final String NAME = "report.html";

  private static final String CARD = "README.md";

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
   * Writes into the folder of a complete run what readers want of it, where that is missing: a
   * model card, and the events for TensorBoard.
   */
  static void ofRun(Path folder) throws IOException {
    Path card = folder.resolve(CARD);
    Path events = folder.resolve(RunEvents.FILE);
    if (Files.exists(card) && Files.exists(events)) {
      return;
    }
    RunRecord run = RunHistory.read(List.of(folder)).get(0);
    writeCard(card, ModelCard.of(run, ModelType.of(run.row().model()).task().toString()));
    Path log = folder.resolve(RunHistory.METRICS);
    Path last = Files.exists(log) ? log : folder.resolve(RunDirectory.RESULT);
    long end = Files.getLastModifiedTime(last).toMillis();
    AtomicFile.write(events, new RunEvents(run, end)::writeTo);
  }

  /** Writes the page and the model card of a conversion beside the model. */
  static void ofConversion(Path folder, ConversionResult result, Provenance provenance)
      throws IOException {
    write(folder.resolve(NAME), ConversionPage.of(result).from(provenance.origin()));
    writeCard(folder.resolve(CARD), ConversionCard.of(result, provenance.command()));
  }

  private static void writeCard(Path file, String card) throws IOException {
    byte[] markdown = card.getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(markdown));
  }

  /** Writes the page of runs. */
  static void ofRuns(Path file, List<Path> runs) throws IOException {
    write(file, ComparisonPage.of(RunHistory.read(runs)));
  }
}
