package org.outeffhop.model;

import org.outeffhop.naming.Named;

/** What a model is for, under the names that Hugging Face's hub has for tasks. */
public enum PipelineTag {
  /** Masked tokens are told from the text around them. */
  FILL_MASK(DataKind.TEXT),
  /** The next token is told from those before it. */
  TEXT_GENERATION(DataKind.TEXT),
  /** The class of an image. */
  IMAGE_CLASSIFICATION(DataKind.IMAGES),
  /** Several series' next steps. */
  TIME_SERIES_FORECASTING(DataKind.SERIES);

  private final DataKind data;

  PipelineTag(DataKind data) {
    this.data = data;
  }

  /** What such a model reads. */
  public DataKind data() {
    return data;
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
