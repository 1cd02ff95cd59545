package org.outeffhop.model;

import org.outeffhop.naming.Named;

/** What a model is trained on. */
public enum DataKind {
  /** Documents. */
  TEXT,
  /** Images with a class each. */
  IMAGES,
  /** Several series over time. */
  SERIES;

  @Override
  public String toString() {
    return Named.of(this);
  }
}
