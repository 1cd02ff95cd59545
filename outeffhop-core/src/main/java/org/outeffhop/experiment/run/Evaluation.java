package org.outeffhop.experiment.run;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much is measured.
 *
 * @param batchSize sequences or images in each of the batches below; ranges and outliers of one
 *     batch depend on it, so it is the same for every recipe
 * @param batches of held-out text for quality and outliers, after training; images and series are
 *     measured on the whole test part
 * @param calibrationBatches of training data from which W8A8's ranges come
 * @param times how often quality and outliers are measured during training
 * @param shortBatches of held-out data for each of those
 */
public record Evaluation(
    int batchSize, int batches, int calibrationBatches, int times, int shortBatches) {

  /** What a measurement after training depends on, by name. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("evaluation_batch_size", batchSize);
    map.put("evaluation_batches", batches);
    map.put("calibration_batches", calibrationBatches);
    return map;
  }
}
