package org.outeffhop.experiment.onnx;

import org.outeffhop.naming.Named;

/** How an exported model computes. */
public enum ExportPrecision {
  /** Everything in float32. */
  FP32,
  /** Products in eight bits, activations on calibrated grids. */
  INT8,
  /** Linear layers in eight bits, the grids of their inputs from each input. */
  INT8_DYNAMIC;

  /** The precision of a name as printed. */
  public static ExportPrecision of(String name) {
    return Named.value("precision", values(), name);
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
