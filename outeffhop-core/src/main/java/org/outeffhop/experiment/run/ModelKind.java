package org.outeffhop.experiment.run;

import org.outeffhop.naming.Named;

/** The models that can be compared. */
public enum ModelKind {
  /** Masked language model. */
  BERT(DataKind.TEXT),
  /** Causal language model. */
  OPT(DataKind.TEXT),
  /** Causal language model of today's kind: rotary positions, gated perceptrons. */
  LLAMA(DataKind.TEXT),
  /** Vision transformer, a classifier of images. */
  VIT(DataKind.IMAGES),
  /** STanHop-Net, which forecasts several series. */
  STANHOP(DataKind.SERIES);

  private final DataKind data;

  ModelKind(DataKind data) {
    this.data = data;
  }

  /** What it is trained on. */
  public DataKind data() {
    return data;
  }

  /** The kind of a name as printed. */
  public static ModelKind of(String name) {
    return Named.value("model", values(), name);
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
