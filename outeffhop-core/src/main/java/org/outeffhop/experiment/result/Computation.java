package org.outeffhop.experiment.result;

import com.fasterxml.jackson.annotation.JsonValue;

/** What computes a model, and in which numbers. */
public enum Computation {
  /** The model itself, in float32. */
  LIBTORCH("libtorch", "fp32, libtorch"),
  /** Its graph in float32. */
  FP32("fp32", "fp32, ONNX Runtime"),
  /** The model with every probe point and weight rounded to 8 bits, as the paper does. */
  SIMULATED("simulated", "W8A8, simulated at all points"),
  /** The model with the graph's own integers, and nothing else rounded. */
  SIMULATED_GRAPH("simulated-graph", "W8A8, simulated as int8 runs"),
  /** Its graph in eight bits on calibrated grids. */
  INT8("int8", "int8, ONNX Runtime"),
  /** Its graph in eight bits, inputs on grids that are measured as it runs. */
  INT8_DYNAMIC("int8-dynamic", "int8-dynamic, ONNX Runtime");

  private final String key;
  private final String words;

  Computation(String key, String words) {
    this.key = key;
    this.words = words;
  }

  /** The name in files. */
  @JsonValue
  public String key() {
    return key;
  }

  /** As it begins a line of a table. */
  @Override
  public String toString() {
    return words;
  }
}
