package org.outeffhop.data.image;

import java.io.IOException;
import java.nio.file.Path;

/** Where labelled images come from. Pixels are read by {@link #read} alone. */
public sealed interface ImageSource permits BuiltinDigits {
  /** What they are, for people; also how a test part was made where there was none. */
  String name();

  /** SHA-256, in hexadecimal, of what the images are read from. */
  String fingerprint() throws IOException;

  /**
   * Pixels on each side where nothing else is asked for: the shorter side of an image, in a folder
   * at most 32.
   */
  int imageSize() throws IOException;

  /**
   * Reads the images.
   *
   * @param imageSize pixels on each side; images of another size are cut to their centre square and
   *     resized
   * @throws IllegalArgumentException naming what is missing or damaged
   */
  ImageData read(int imageSize) throws IOException;

  /** What lies at a path. */
  static ImageSource of(Path path) throws IOException {
    throw new IllegalArgumentException("there are no images at " + path);
  }

  /** 1,797 handwritten digits of 8 x 8 grey pixels that come with the project. */
  static ImageSource builtin() {
    return new BuiltinDigits();
  }
}
