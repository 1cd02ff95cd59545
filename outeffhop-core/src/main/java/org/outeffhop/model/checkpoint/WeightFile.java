package org.outeffhop.model.checkpoint;

import java.nio.file.Path;
import java.util.Locale;
import org.outeffhop.model.checkpoint.pickle.PickledTensors;
import org.outeffhop.model.checkpoint.tensorflow.TensorBundle;
import org.outeffhop.tensor.SafeTensorsFile;
import org.outeffhop.tensor.TensorFile;

/** A file of tensors in any format that checkpoints have. */
public final class WeightFile {
  private WeightFile() {}

  /**
   * Opens a file whose ending says its format: {@code .safetensors}, {@code .bin}, {@code .pt} or
   * {@code .pth} for PyTorch's, or {@code .index} for TensorFlow's, under the names in the file.
   *
   * @throws IllegalArgumentException if it has another ending or is missing or damaged
   */
  public static TensorFile open(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".safetensors")) {
      return SafeTensorsFile.open(file);
    }
    if (name.endsWith(".bin") || name.endsWith(".pt") || name.endsWith(".pth")) {
      return PickledTensors.open(file);
    }
    if (name.endsWith(TensorBundle.INDEX)) {
      return TensorBundle.open(file);
    }
    throw new IllegalArgumentException(
        file
            + " is not a file of weights: its name must end in .safetensors, .bin, .pt, .pth or .index");
  }
}
