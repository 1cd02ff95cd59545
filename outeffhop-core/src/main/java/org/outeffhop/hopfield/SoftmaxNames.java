package org.outeffhop.hopfield;

/** The names of softmaxes in files. */
final class SoftmaxNames {
  private static final String SOFTMAX1 = "softmax1:";

  private SoftmaxNames() {}

  static String of(EnergySoftmax softmax) {
    if (softmax instanceof Softmax) {
      return "softmax";
    } else if (softmax instanceof Softmax1 one) {
      return SOFTMAX1 + one.n();
    } else if (softmax instanceof Sparsemax) {
      return "sparsemax";
    } else if (softmax instanceof Entmax15) {
      return "entmax15";
    }
    throw new IllegalArgumentException(
        "a memory with " + softmax + " cannot be saved; with Softmax1(n) it can");
  }

  static EnergySoftmax softmax(String name) {
    if (name.matches("softmax1:[0-9.E-]+")) {
      return new Softmax1(Double.parseDouble(name.substring(SOFTMAX1.length())));
    }
    return switch (name) {
      case "softmax" -> new Softmax();
      case "sparsemax" -> new Sparsemax();
      case "entmax15" -> new Entmax15();
      default ->
          throw new IllegalArgumentException(
              "softmax is '" + name + "'; known are softmax, softmax1:N, sparsemax, entmax15");
    };
  }
}
