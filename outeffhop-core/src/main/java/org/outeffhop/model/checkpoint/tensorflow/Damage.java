package org.outeffhop.model.checkpoint.tensorflow;

import java.nio.file.Path;
import java.util.zip.CRC32C;

/** What is wrong with a checkpoint's files, and the checksums that tell. */
final class Damage {
  private static final int MASK = 0xa282ead8;

  private Damage() {}

  /** The error of a file that is not what it should be. */
  static IllegalArgumentException of(Path file, String what) {
    return new IllegalArgumentException(file + " is damaged or no TensorFlow checkpoint: " + what);
  }

  /**
   * CRC-32C as LevelDB stores it, {@code rotate_right(crc, 15) + 0xa282ead8}, so that checksums of
   * texts that hold checksums differ from them.
   */
  static int masked(CRC32C sum) {
    return Integer.rotateRight((int) sum.getValue(), 15) + MASK;
  }
}
