package org.outeffhop.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.image.CentreCrop;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class ImageSourceTest {
  @TempDir private Path folder;

  private static float[] pixels(LabelledImages images, int image) {
    try (TensorScope scope = TensorScope.open()) {
      return Tensors.toFloats(images.pixels().select(0, image));
    }
  }

  private void png(String path, int type, int width, int height, int rgb) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(width, height, type);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, rgb);
    }
    ImageIO.write(image, "png", file.toFile());
  }

  @Test
  void theBuiltInDigitsAreDividedAlwaysTheSame() throws IOException {
    ImageSource digits = ImageSource.builtin();
    try (ImageData data = digits.read(8)) {
      assertEquals(1442, data.training().count());
      assertEquals(355, data.test().count());
      int[] held = new int[10];
      Arrays.stream(data.test().labels()).forEach(label -> held[label]++);
      // A fifth of the 178 zeros, 182 ones, .. of the file.
      assertArrayEquals(new int[] {35, 36, 35, 36, 36, 36, 36, 35, 34, 36}, held);
      assertEquals(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), data.classes());
      // The first image of the file is a zero: its first row is 0 0 5 13 9 1 0 0 of 16.
      assertEquals(0, data.training().labels()[0]);
      float[] first = Arrays.copyOf(pixels(data.training(), 0), 8);
      assertArrayEquals(new float[] {0, 0, 80, 207, 143, 16, 0, 0}, first);
      // The 0 to 9 come three times, then 0, 9, 5, 5: the fifth five is the first held out.
      assertEquals(5, data.test().labels()[0]);
    }
    assertEquals(digits.fingerprint(), ImageSource.builtin().fingerprint());
    assertTrue(digits.name().endsWith("every fifth image of each class held out"), digits.name());
  }

  @Test
  void normalisedTrainingImagesHaveMeanZeroAndDeviationOne() throws IOException {
    try (ImageData data = ImageSource.builtin().read(8);
        TensorScope scope = TensorScope.open();
        Device cpu = Engine.device("cpu")) {
      double[] values = Tensors.toDoubles(data.normalised(data.training().pixels(), cpu));
      double mean = Arrays.stream(values).average().orElseThrow();
      double square = Arrays.stream(values).map(x -> x * x).average().orElseThrow();
      assertEquals(0, mean, 1e-6);
      assertEquals(1, square, 1e-5);
    }
  }

  @Test
  void foldersByClassAreCutToTheirCentreAndHaveThreeColours() throws IOException {
    png("train/cat/a.png", BufferedImage.TYPE_INT_RGB, 6, 4, 0xFF8001);
    png("train/cat/b.png", BufferedImage.TYPE_BYTE_GRAY, 4, 4, 0xFFFFFF);
    png("train/dog/c.png", BufferedImage.TYPE_INT_RGB, 4, 4, 0x000000);
    png("val/dog/d.png", BufferedImage.TYPE_INT_RGB, 4, 8, 0x102030);
    Files.writeString(folder.resolve("train/dog/notes.txt"), "passed over");
    ImageSource source = ImageSource.of(folder);
    assertEquals(4, source.imageSize());
    try (ImageData data = source.read(2)) {
      assertEquals(List.of("cat", "dog"), data.classes());
      assertArrayEquals(new int[] {0, 0, 1}, data.training().labels());
      assertArrayEquals(new int[] {1}, data.test().labels());
      assertArrayEquals(
          new float[] {255, 255, 255, 255, 128, 128, 128, 128, 1, 1, 1, 1},
          pixels(data.training(), 0));
      assertArrayEquals(
          new float[] {16, 16, 16, 16, 32, 32, 32, 32, 48, 48, 48, 48}, pixels(data.test(), 0));
      // Means by channel over three images of constant colour.
      assertEquals((1 + 1 + 0) / 3.0, data.mean()[0], 1e-12);
      assertEquals((128 / 255.0 + 1) / 3, data.mean()[1], 1e-12);
    }
    String before = source.fingerprint();
    png("train/dog/c.png", BufferedImage.TYPE_INT_RGB, 4, 4, 0x000001);
    assertNotEquals(before, ImageSource.of(folder).fingerprint());
  }

  /** The name is among a run's settings, which are compared when the run goes on. */
  @Test
  void theNameIsTheSameInEveryLocale() throws IOException {
    png("one/0.png", BufferedImage.TYPE_BYTE_GRAY, 1, 1, 0);
    for (int i = 1; i < 1000; i++) {
      Files.copy(folder.resolve("one/0.png"), folder.resolve("one/" + i + ".png"));
    }
    png("two/0.png", BufferedImage.TYPE_BYTE_GRAY, 1, 1, 0);
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      String name = ImageSource.of(folder).name();
      assertTrue(name.contains("(1,001 images)"), name);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void greyFoldersWithoutATestPartAreSplit() throws IOException {
    for (int i = 0; i < 5; i++) {
      png("one/" + i + ".png", BufferedImage.TYPE_BYTE_GRAY, 3, 3, 0x010101 * (i + 1));
      png("two/" + i + ".png", BufferedImage.TYPE_BYTE_GRAY, 3, 3, 0);
    }
    ImageSource source = ImageSource.of(folder);
    assertTrue(
        source.name().contains("(10 images), every fifth image of each class held out"),
        source.name());
    try (ImageData data = source.read(3)) {
      assertEquals(1, data.channels());
      assertArrayEquals(new int[] {0, 0, 0, 0, 1, 1, 1, 1}, data.training().labels());
      assertArrayEquals(new int[] {0, 1}, data.test().labels());
    }
  }

  @Test
  void classesOfWhichNoneIsHeldOutAreKnown() throws IOException {
    for (int i = 0; i < 5; i++) {
      png("one/" + i + ".png", BufferedImage.TYPE_BYTE_GRAY, 3, 3, 0x010101 * (i + 1));
    }
    for (int i = 0; i < 4; i++) {
      png("two/" + i + ".png", BufferedImage.TYPE_BYTE_GRAY, 3, 3, 0);
    }
    try (ImageData data = ImageSource.of(folder).read(3)) {
      assertEquals(List.of("two"), data.untested());
    }
    png("two/4.png", BufferedImage.TYPE_BYTE_GRAY, 3, 3, 0);
    try (ImageData data = ImageSource.of(folder).read(3)) {
      assertEquals(List.of(), data.untested());
    }
  }

  /** A model of one class is right in 100% of all cases. */
  @Test
  void oneClassIsRefusedAndAClassWithoutImagesNamed() throws IOException {
    png("cats/a.png", BufferedImage.TYPE_BYTE_GRAY, 3, 3, 0);
    assertEquals(
        folder + " has the classes [cats]; a classifier needs at least 2",
        assertThrows(IllegalArgumentException.class, () -> ImageSource.of(folder)).getMessage());
    Path dogs = Files.createDirectory(folder.resolve("dogs"));
    assertEquals(
        dogs + " has no image; put images of its class into it, or remove it",
        assertThrows(IllegalArgumentException.class, () -> ImageSource.of(folder)).getMessage());
  }

  @Test
  void aDamagedImageIsNamed() throws IOException {
    png("one/a.png", BufferedImage.TYPE_BYTE_GRAY, 3, 3, 0);
    png("two/a.png", BufferedImage.TYPE_BYTE_GRAY, 3, 3, 0);
    Path bad = folder.resolve("one/b.png");
    byte[] whole = Files.readAllBytes(folder.resolve("one/a.png"));
    Files.write(bad, Arrays.copyOf(whole, whole.length - 9));
    ImageSource source = ImageSource.of(folder);
    String message =
        assertThrows(IllegalArgumentException.class, () -> source.read(3)).getMessage();
    assertTrue(message.startsWith(bad + " is a damaged image"), message);
  }

  private void idx(String name, int[] shape, byte[] values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeInt(0x0800 + shape.length);
    for (int size : shape) {
      data.writeInt(size);
    }
    data.write(values);
    try (OutputStream file = Files.newOutputStream(folder.resolve(name));
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(file) : file) {
      out.write(bytes.toByteArray());
    }
  }

  private void mnist(String part, String end, int count) throws IOException {
    byte[] values = new byte[4 * count];
    byte[] labels = new byte[count];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (i * 77);
      labels[i / 4] = (byte) (i / 4 % 3);
    }
    idx(part + "-images-idx3-ubyte" + end, new int[] {count, 2, 2}, values);
    idx(part + "-labels-idx1-ubyte" + end, new int[] {count}, labels);
  }

  @Test
  void idxPairsKeepEveryByte() throws IOException {
    mnist("train", ".gz", 4);
    mnist("t10k", "", 2);
    ImageSource source = ImageSource.of(folder);
    assertEquals(2, source.imageSize());
    try (ImageData data = source.read(2)) {
      assertEquals(3, data.classes().size());
      assertArrayEquals(new int[] {0, 1, 2, 0}, data.training().labels());
      assertArrayEquals(
          new float[] {12 * 77 % 256, 13 * 77 % 256, 14 * 77 % 256, 15 * 77 % 256},
          pixels(data.training(), 3));
      assertEquals(2, data.test().count());
    }
  }

  @Test
  void idxFilesThatDoNotBelongTogetherAreNamed() throws IOException {
    mnist("train", "", 4);
    idx("train-labels-idx1-ubyte", new int[] {3}, new byte[3]);
    ImageSource source = ImageSource.of(folder);
    String message =
        assertThrows(IllegalArgumentException.class, () -> source.read(2)).getMessage();
    assertTrue(message.contains("has 4 images") && message.contains("3 labels"), message);
    Files.delete(folder.resolve("train-labels-idx1-ubyte"));
    message =
        assertThrows(IllegalArgumentException.class, () -> ImageSource.of(folder)).getMessage();
    assertTrue(
        message.endsWith("has train-images-idx3-ubyte, but no train-labels-idx1-ubyte"), message);
  }

  @Test
  void cifarsRecordsAreRead() throws IOException {
    byte[] records = new byte[2 * 3073];
    Arrays.fill(records, 1, 1025, (byte) 200);
    Arrays.fill(records, 1025, 2049, (byte) 100);
    records[3073] = 9;
    Files.write(folder.resolve("data_batch_1.bin"), records);
    Files.write(folder.resolve("test_batch.bin"), Arrays.copyOf(records, 3073));
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    try (ImageData data = ImageSource.of(folder).read(32)) {
      assertEquals(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), data.classes());
      assertArrayEquals(new int[] {0, 9}, data.training().labels());
      float[] first = pixels(data.training(), 0);
      assertEquals(200, first[1023]);
      assertEquals(100, first[1024]);
      assertEquals(0, first[2048]);
      assertEquals(1, data.test().count());
      assertEquals(50 / 255.0, data.mean()[1], 1e-12);
    }
    Files.write(folder.resolve("data_batch_1.bin"), Arrays.copyOf(records, 4000));
    ImageSource source = ImageSource.of(folder);
    String message =
        assertThrows(IllegalArgumentException.class, () -> source.read(32)).getMessage();
    assertTrue(message.endsWith("has 4000 bytes; it must consist of records of 3073"), message);
  }

  @Test
  void whatWasLookedForIsSaid() throws IOException {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ImageSource.of(folder)).getMessage();
    assertTrue(message.contains("train-images-idx3-ubyte"), message);
    assertTrue(
        message.contains("data_batch_1.bin") && message.contains("one folder of images per class"));
    message =
        assertThrows(
                IllegalArgumentException.class, () -> ImageSource.of(folder.resolve("nothing")))
            .getMessage();
    assertEquals("there is no folder " + folder.resolve("nothing"), message);
    Path file = Files.writeString(folder.resolve("notes.txt"), "no images");
    message = assertThrows(IllegalArgumentException.class, () -> ImageSource.of(file)).getMessage();
    assertEquals(file + " is a file, not a folder", message);
  }

  /** Halving averages pixels by a triangle of 1/8, 3/8, 3/8, 1/8; at the edge the rest of it. */
  @Test
  void resizingIsATriangleOverTheCentreSquare() {
    byte[] image = new byte[4 * 6];
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 6; x++) {
        image[y * 6 + x] = (byte) (x * 16);
      }
    }
    byte[] half = new CentreCrop(2).apply(image, 1, 4, 6);
    // Columns 1 to 4 are the centre: (3 * 16 + 3 * 32 + 48) / 7 = 27.4, and 96 - 16 - .. likewise.
    assertArrayEquals(new byte[] {27, 53, 27, 53}, half);
    assertArrayEquals(
        new byte[] {16, 32, 48, 64}, Arrays.copyOf(new CentreCrop(4).apply(image, 1, 4, 6), 4));
  }
}
