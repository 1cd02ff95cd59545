package org.outeffhop.export;

/**
 * The names of a linear layer.
 *
 * @param module the probe point of its output
 * @param weight the parameter, [out, in]
 * @param bias the parameter, [out], which need not be there
 */
record LinearNames(String module, String weight, String bias) {
  /** What a simulation calls the weight, whoever shares it. */
  String simulatedWeight() {
    return simulatedWeight(module);
  }

  static String simulatedWeight(String module) {
    return module + ".weight";
  }

  /** Those of a layer with parameters of its own. */
  static LinearNames of(String module) {
    return new LinearNames(module, module + ".weight", module + ".bias");
  }
}
