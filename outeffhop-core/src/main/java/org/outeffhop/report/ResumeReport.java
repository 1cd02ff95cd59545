package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.outeffhop.experiment.result.ResumeResult;
import org.outeffhop.experiment.result.ResumeResult.Kill;
import org.outeffhop.experiment.result.ResumeResult.Pair;
import org.outeffhop.experiment.result.ResumeResult.Run;

/** The evidence that killed runs go on exactly. */
public final class ResumeReport {
  private static final int SHOWN = 16;

  private ResumeReport() {}

  /** A row for each kill. */
  public static TextTable kills(ResumeResult result) {
    List<List<String>> rows =
        IntStream.range(0, result.kills().size())
            .mapToObj(i -> row(i + 1, result.kills().get(i)))
            .toList();
    return new TextTable(
        List.of("kill", "waited for", "last steps", "half checkpoints", "after s"), rows);
  }

  private static List<String> row(int number, Kill kill) {
    return List.of(
        String.valueOf(number),
        kill.moment(),
        String.join(", ", kill.steps()),
        String.valueOf(kill.halfWritten()),
        String.format(Locale.ROOT, "%.1f", kill.seconds()));
  }

  /** Two rows for each run: losses and weights. */
  public static TextTable runs(ResumeResult result) {
    List<List<String>> rows = new ArrayList<>();
    for (Run run : result.runs()) {
      rows.add(row(run, "losses", run.losses()));
      rows.add(row(run, "weights", run.weights()));
    }
    return new TextTable(List.of("run", "steps", "", "unkilled", "killed", "equal"), rows);
  }

  private static List<String> row(Run run, String what, Pair sums) {
    return List.of(
        run.name(),
        String.valueOf(run.steps()),
        what,
        sums.unkilled().substring(0, SHOWN),
        sums.killed().substring(0, SHOWN),
        sums.same() ? "yes" : "NO");
  }
}
