package org.outeffhop.experiment.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.experiment.task.LanguageModelling;
import org.outeffhop.model.InitialPositions;

/**
 * How a masked language model learns, which is measured with 15% masked in any case.
 *
 * @param share of the tokens that are masked in training, between 0 and 1
 * @param positions what position embeddings begin with
 */
public record MaskedLearning(double share, InitialPositions positions) {
  /** BERT's: 15%, and random positions. */
  public static final MaskedLearning USUAL =
      new MaskedLearning(LanguageModelling.MASKED, InitialPositions.RANDOM);

  public MaskedLearning {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "masked_share is " + share + "; it must be above 0 and below 1");
    }
  }

  MaskedLearning with(Changes changes) {
    return new MaskedLearning(
        changes.get(Setting.MASKED_SHARE, share),
        changes.get(Setting.INITIAL_POSITIONS, positions));
  }

  /** What is not usual, by name. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    if (share != USUAL.share) {
      map.put("masked_share", share);
    }
    if (positions != USUAL.positions) {
      map.put("initial_positions", positions.toString());
    }
    return map;
  }
}
