package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.experiment.result.DiagnosisResult.Head;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.report.DiagnosisTables;
import org.outeffhop.report.SinkTable;
import org.outeffhop.report.html.Page.Section;

/** What heads do, and whose outliers are. */
final class DiagnosisSections {
  private static final String TITLE = "What heads do, and whose outliers are";
  private static final String NOTE =
      "A column for each layer, a row for each head; mean over queries, samples and seeds. ";
  private static final String NO_OP =
      NOTE + "No-op mass is 1 minus the sum of a query's weights: what the no-op pattern gets.";
  private static final String SINKS =
      NOTE
          + "The sink rate is the share of queries that give more than 0.3 of their weight to one key.";

  private DiagnosisSections() {}

  /** Of runs; nothing where none left any of it. */
  static Optional<Section> of(RunGroups groups) {
    List<Block> blocks = new ArrayList<>();
    Block.Table table = new Block.Table("Sinks and outliers", SinkTable.of(groups.result()));
    if (table.isEmpty()) {
      return Optional.empty();
    }
    blocks.add(table);
    blocks.add(
        Block.Text.of(
            "A token is a sink if some head has other tokens give it more than 0.3 of their weight in the mean. Outliers are "
                + "elements beyond 6 standard deviations of a module's output in a sample; they are attention's if most are at sinks."));
    groups
        .byGroup()
        .forEach(
            (group, runs) -> {
              Map<String, List<DiagnosisResult>> byMethod = new LinkedHashMap<>();
              for (RunRecord run : runs) {
                if (run.diagnosis() != null) {
                  byMethod
                      .computeIfAbsent(run.row().attention(), unseen -> new ArrayList<>())
                      .add(run.diagnosis());
                }
              }
              blocks.addAll(figures(group + ": ", byMethod));
            });
    return Optional.of(new Section(TITLE, blocks));
  }

  /** Of one model. */
  static Section of(String name, DiagnosisResult result) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(Block.Text.of(result.sentence()));
    blocks.addAll(figures("", Map.of(name, List.of(result))));
    blocks.add(new Block.Table("Heads by layer", DiagnosisTables.heads(result)));
    blocks.add(new Block.Table("Outliers by layer", DiagnosisTables.outliers(result)));
    return new Section(TITLE, blocks);
  }

  private static List<Block> figures(String group, Map<String, List<DiagnosisResult>> byMethod) {
    return List.of(
        HeadGrid.figures(group + "no-op mass of heads", NO_OP, byMethod, Head::noOpMass),
        HeadGrid.figures(group + "sink rate of heads", SINKS, byMethod, Head::sinkRate));
  }
}
