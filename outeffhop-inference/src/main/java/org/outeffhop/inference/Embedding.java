package org.outeffhop.inference;

import java.util.Arrays;
import java.util.Map;
import org.outeffhop.inference.result.InferenceResult.Embedded;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.runtime.OnnxOutput;

/** The mean of the last hidden states over all tokens: 1 / L sum_l h_l. */
final class Embedding {
  private static final String HIDDEN = "last_hidden_state";

  private Embedding() {}

  /**
   * The mean for one sequence or image.
   *
   * @throws IllegalArgumentException if the graph does not output hidden states
   */
  static Embedded of(OnnxModel model, String name, Map<String, OnnxInput> inputs) {
    return new Embedded(name, Arrays.stream(means(model, inputs)).boxed().toList());
  }

  /** The same as float32. */
  static float[] mean(OnnxModel model, Map<String, OnnxInput> inputs) {
    double[] means = means(model, inputs);
    float[] mean = new float[means.length];
    for (int column = 0; column < mean.length; column++) {
      mean[column] = (float) means[column];
    }
    return mean;
  }

  private static double[] means(OnnxModel model, Map<String, OnnxInput> inputs) {
    if (!model.outputs().contains(HIDDEN)) {
      throw new IllegalArgumentException(
          "%s outputs %s and no %s, whose mean is the embedding; language models and encoders output it"
              .formatted(model.file(), String.join(", ", model.outputs()), HIDDEN));
    }
    OnnxOutput hidden = model.run(inputs, HIDDEN);
    int length = Math.toIntExact(hidden.shape()[1]);
    int width = Math.toIntExact(hidden.shape()[2]);
    double[] mean = new double[width];
    for (int column = 0; column < width; column++) {
      double sum = 0;
      for (int row = 0; row < length; row++) {
        sum += hidden.values()[row * width + column];
      }
      mean[column] = sum / length;
    }
    return mean;
  }
}
