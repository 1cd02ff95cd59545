package org.outeffhop.cli;

import java.nio.file.Path;
import org.outeffhop.data.pattern.OpticalDigits;
import org.outeffhop.data.pattern.Patterns;

/** What an option says about patterns. */
final class PatternArguments {
  /** The value that stands for no patterns. */
  static final String NONE = "none";

  /** The files that can be read, for a description. */
  static final String FILES =
      "an image, IDX, .npy, .safetensors or .csv file, a folder of images, or 'builtin' for the "
          + "built-in optical digits";

  private PatternArguments() {}

  /** The patterns of a file; of none and of {@code builtin} the built-in digits. */
  static Patterns read(String file) {
    return DataArguments.isBuiltin(file)
        ? OpticalDigits.load().patterns()
        : Patterns.read(Path.of(file));
  }
}
