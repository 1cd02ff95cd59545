package org.outeffhop.experiment.theory;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import org.outeffhop.hopfield.NoOpClassifier;
import org.outeffhop.hopfield.Similarity;

/** The classifiers of an ablation, each over its thresholds. */
enum NoOpStrategy {
  NONE("none", threshold -> new NoOpClassifier.None(), 0),
  NORM("norm z-score", NoOpClassifier.NormZScore::new, 0.25, 0.5, 1, 1.5, 2, 2.5, 3, 4, 8),
  DOT_PRODUCT("dot product", threshold(Similarity.DOT_PRODUCT), 0.2, 0.5, 0.7, 0.8, 0.9, 1, 1.2),
  COSINE("cosine", threshold(Similarity.COSINE), 0.2, 0.4, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95),
  EUCLIDEAN("distance", threshold(Similarity.EUCLIDEAN), 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.5, 3),
  TOP_K("top k", k -> new NoOpClassifier.TopK(Similarity.EUCLIDEAN, (long) k), 1, 2, 3, 5, 10, 50),
  PERCENTILE(
      "percentile",
      percent -> new NoOpClassifier.Percentile(Similarity.EUCLIDEAN, percent),
      10,
      50,
      90,
      95,
      99,
      99.5,
      99.8);

  private final String title;
  private final DoubleFunction<NoOpClassifier> classifier;
  private final double[] thresholds;

  NoOpStrategy(String title, DoubleFunction<NoOpClassifier> classifier, double... thresholds) {
    this.title = title;
    this.classifier = classifier;
    this.thresholds = thresholds;
  }

  private static DoubleFunction<NoOpClassifier> threshold(Similarity similarity) {
    return threshold -> new NoOpClassifier.SimilarityThreshold(similarity, threshold);
  }

  NoOpClassifier at(double threshold) {
    return classifier.apply(threshold);
  }

  List<Double> thresholds() {
    return Arrays.stream(thresholds).boxed().toList();
  }

  /** Whether classifying for each query gives anything else than classifying once. */
  boolean dependsOnQuery() {
    return this != NONE && this != NORM;
  }

  @Override
  public String toString() {
    return title;
  }
}
