package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;

/**
 * How far the loss of each method is above the entropy of its text, ln perplexity - entropy in nats
 * a token, where that is known.
 */
public final class EntropyTable {
  private static final String ABOVE = "loss_above_entropy";
  private static final String ABOVE_W8A8 = ABOVE + "_w8a8";
  private static final int DECIMALS = 4;

  private EntropyTable() {}

  /** Mean and standard deviation over seeds; no rows where no text's entropy is known. */
  public static TextTable of(ComparisonResult result) {
    List<List<String>> lines = new ArrayList<>();
    for (List<ComparisonRow> group : ComparisonTable.groups(result).values()) {
      if (group.stream().allMatch(row -> row.details().containsKey(ABOVE))) {
        lines.add(
            List.of(
                group.get(0).model(),
                group.get(0).attention(),
                Spread.text(group, row -> row.details().get(ABOVE), DECIMALS),
                Spread.text(group, row -> row.details().get(ABOVE_W8A8), DECIMALS)));
      }
    }
    return new TextTable(List.of("model", "attention", "fp32", "W8A8"), lines);
  }
}
