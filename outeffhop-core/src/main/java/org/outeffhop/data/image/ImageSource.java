package org.outeffhop.data.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.outeffhop.files.Folders;

/** Where labelled images come from. Pixels are read by {@link #read} alone. */
public sealed interface ImageSource permits BuiltinDigits, IdxImages, CifarImages, ImageFolder {
  /** A description for users, which also says how a test part was made if there was none. */
  String name();

  /** SHA-256, in hexadecimal, of what the images are read from. */
  String fingerprint() throws IOException;

  /** Default for the pixels on each side: the shorter side of an image, in a folder at most 32. */
  int imageSize() throws IOException;

  /**
   * Reads the images.
   *
   * @param imageSize pixels on each side; images of another size are cut to their centre square and
   *     resized
   * @throws IllegalArgumentException naming what is missing or damaged
   */
  ImageData read(int imageSize) throws IOException;

  /**
   * The images in a folder: IDX files under MNIST's names, CIFAR-10's binary files, or one
   * subfolder per class.
   *
   * @throws IllegalArgumentException if there are none, saying what was expected
   */
  static ImageSource of(Path folder) throws IOException {
    Folders.require(folder);
    Optional<IdxImages> idx = IdxImages.find(folder);
    if (idx.isPresent()) {
      return idx.get();
    }
    Optional<CifarImages> cifar = CifarImages.find(folder);
    if (cifar.isPresent()) {
      return cifar.get();
    }
    return ImageFolder.find(folder)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s contains no labelled images; it must contain %s, or %s, or %s"
                        .formatted(folder, IdxImages.FILES, CifarImages.FILES, ImageFolder.FILES)));
  }

  /** 1,797 handwritten digits of 8 x 8 grey pixels that come with the project. */
  static ImageSource builtin() {
    return new BuiltinDigits();
  }
}
