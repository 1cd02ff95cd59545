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
      "an image, IDX, .npy, .safetensors or .csv file, or a folder of images";

  private PatternArguments() {}

  /** The patterns of a file, or the built-in digits where none is named. */
  static Patterns read(String file) {
    return file == null ? OpticalDigits.load().patterns() : Patterns.read(Path.of(file));
  }
}
