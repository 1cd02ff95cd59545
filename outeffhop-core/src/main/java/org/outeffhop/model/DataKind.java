package org.outeffhop.model;

import java.util.Collection;
import org.outeffhop.naming.Named;

/** What a model is trained on. */
public enum DataKind {
  /** Documents. */
  TEXT,
  /** Images with a class each. */
  IMAGES,
  /** Several series over time. */
  SERIES;

  /**
   * Checks that an option with such data is given only where a model reads them.
   *
   * @throws IllegalArgumentException if none of the models is trained on them
   */
  public void requireReader(boolean given, Collection<ModelType> models, String option) {
    if (given && models.stream().noneMatch(model -> model.data() == this)) {
      throw new IllegalArgumentException(
          option + " is given, but none of the models " + models + " is trained on " + this);
    }
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
