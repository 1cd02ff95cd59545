package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.outeffhop.experiment.result.ResultJson;
import org.outeffhop.inference.result.InferenceResult;
import org.outeffhop.inference.result.InferenceResult.Answer;
import org.outeffhop.report.InferenceReport;

/** Prints answers as they come, as text or as one JSON object. */
final class AnswerPrinter {
  private static final int WIDTH = 80;

  /** Embeddings that are compared with each other. */
  private static final int COMPARED = 8;

  private final InferenceResult head;
  private final PrintWriter terminal;
  private final boolean asJson;
  private final InferenceReport report;
  private final List<Answer> first = new ArrayList<>();
  private ResultJson.JsonList json;
  private boolean begun;

  /** Prints nothing yet. */
  AnswerPrinter(InferenceResult head, PrintWriter terminal, boolean json) {
    this.head = head;
    this.terminal = terminal;
    asJson = json;
    report = new InferenceReport(head, WIDTH);
  }

  /** Prints some more. */
  void print(List<? extends Answer> answers) {
    try {
      for (Answer answer : answers) {
        print(answer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    terminal.flush();
  }

  private void print(Answer answer) throws IOException {
    if (asJson) {
      list().add(answer);
      return;
    }
    terminal.print((begun ? "\n" : "") + report.text(answer));
    begun = true;
    if (first.size() < COMPARED) {
      first.add(answer);
    }
  }

  private ResultJson.JsonList list() throws IOException {
    if (json == null) {
      json = ResultJson.list(head, "answers", terminal);
    }
    return json;
  }

  /** Prints what comes behind all answers. */
  void end() throws IOException {
    if (asJson) {
      list().end();
      terminal.println();
    } else {
      terminal.print(report.similarities(first));
    }
    terminal.flush();
  }
}
