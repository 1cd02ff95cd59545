package org.outeffhop.experiment.run;

import java.util.Map;
import java.util.Set;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.ModelType;

/** How one model is trained, whatever it is trained on. */
public interface Recipe {
  /** Which model. */
  ModelType type();

  /** What its quality is. */
  QualityMeasure measure();

  /** Whether training draws random numbers besides those of its data, as dropout does. */
  boolean hasDropout();

  /**
   * Refuses attention that the model cannot have.
   *
   * @throws IllegalArgumentException if it cannot
   */
  default void requireMethod(AttentionVariant method) {}

  /** The settings that {@link #with} can change. */
  Set<Setting> settings();

  /**
   * The recipe with changes; those of settings that it does not have are left out.
   *
   * @throws IllegalArgumentException if a value cannot be
   */
  Recipe with(Changes changes);

  /** By name, as it is written into {@code settings.json} and {@code result.json}. */
  Map<String, Object> asMap();

  /** What the runs of one method depend on besides, by name; nothing in most recipes. */
  default Map<String, Object> settingsOf(AttentionMethod method) {
    return Map.of();
  }

  /** The recipe in a line: what a reader must know to judge a number. */
  String summary();

  /** The recipe with what its model is trained and measured on; nothing is read yet. */
  Workload on(DataSources sources);
}
