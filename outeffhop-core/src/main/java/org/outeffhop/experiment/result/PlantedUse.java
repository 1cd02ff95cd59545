package org.outeffhop.experiment.result;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What attention does with planted outliers, over all heads and pairs of a query and a key that it
 * sees.
 *
 * @param share the share of the pairs whose key is planted
 * @param weight the share of the weight, as far as it is handed out, that those get
 * @param caught the share of those pairs in which the model's classifier calls the key a no-op;
 *     null where it has none
 * @param lost the same share of all other pairs
 */
public record PlantedUse(double share, double weight, Double caught, Double lost) {
  /** The names under which a run has the numbers. */
  public static final String SHARE = "planted_share";

  /** See {@link #weight}. */
  public static final String WEIGHT = "planted_weight";

  /** See {@link #caught}. */
  public static final String CAUGHT = "planted_caught";

  /** See {@link #lost}. */
  public static final String LOST = "others_lost";

  /** The numbers that there are, by name. */
  public Map<String, Double> numbers() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put(SHARE, share);
    numbers.put(WEIGHT, weight);
    if (caught != null) {
      numbers.put(CAUGHT, caught);
      numbers.put(LOST, lost);
    }
    return numbers;
  }
}
