package org.outeffhop.inspection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageInspectionTest {
  @TempDir private Path folder;

  private Inspection only() throws IOException {
    List<Inspection> found = PathInspector.inspect(folder);
    assertEquals(1, found.size(), found::toString);
    return found.get(0);
  }

  private void write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    if (!name.endsWith(".gz")) {
      Files.write(file, bytes);
      return;
    }
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes);
    }
  }

  private static byte[] idx(int type, int[] shape, int bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * shape.length + bytes).putInt(type);
    Arrays.stream(shape).forEach(buffer::putInt);
    return buffer.array();
  }

  private static byte[] images(int count, int bytes) {
    return idx(0x0803, new int[] {count, 4, 5}, bytes);
  }

  private static byte[] labels(int... labels) {
    byte[] bytes = idx(0x0801, new int[] {labels.length}, labels.length);
    for (int i = 0; i < labels.length; i++) {
      bytes[8 + i] = (byte) labels[i];
    }
    return bytes;
  }

  private static byte[] png(int height, int width) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), "png", bytes);
    return bytes.toByteArray();
  }

  private static byte[] cifar(int... labels) {
    byte[] bytes = new byte[labels.length * 3073];
    for (int i = 0; i < labels.length; i++) {
      bytes[i * 3073] = (byte) labels[i];
    }
    return bytes;
  }

  @Test
  void pairsOfIdxFilesAreCountedByClass() throws IOException {
    write("train-images-idx3-ubyte", images(3, 60));
    write("train-images-idx3-ubyte.gz", images(3, 60));
    write("train-labels-idx1-ubyte", labels(7, 1, 7));
    write("t10k-images-idx3-ubyte.gz", images(1, 20));
    write("t10k-labels-idx1-ubyte.gz", labels(0));
    Inspection found = only();
    assertEquals("images (IDX)", found.kind());
    assertEquals(
        Map.of(
            "train images",
            3L,
            "train size",
            "4 x 5",
            "train classes",
            Map.of(1, 1L, 7, 2L),
            "t10k images",
            1L,
            "t10k size",
            "4 x 5",
            "t10k classes",
            Map.of(0, 1L)),
        found.facts());
    assertEquals(3, found.commands().size());
    assertTrue(found.commands().get(2).startsWith("compare --model vit --images "));
  }

  @Test
  void damagedIdxFilesAreNamed() throws IOException {
    write("train-images-idx3-ubyte", images(3, 59));
    write("train-labels-idx1-ubyte", Arrays.copyOf(labels(7, 1, 7), 10));
    write("t10k-images-idx3-ubyte", images(2, 40));
    write("t10k-labels-idx1-ubyte", labels(0));
    List<String> reasons = only().problems().stream().map(Problem::reason).toList();
    assertEquals(
        List.of(
            "has 1 labels for 2 images",
            "the header of train-images-idx3-ubyte announces 60 bytes of images, but it has 59",
            "its header announces 3 labels, but it has 2"),
        reasons);
  }

  @Test
  void otherBytesUnderIdxNamesAreNamed() throws IOException {
    write("images-idx3-ubyte", labels(1, 2));
    write("labels-idx1-ubyte", new byte[3]);
    List<String> reasons = only().problems().stream().map(Problem::reason).toList();
    assertTrue(reasons.get(0).contains("begins with 0x00000801"), reasons::toString);
    assertEquals("it ends early", reasons.get(1));
  }

  @Test
  void cifarBatchesAreCountedByClass() throws IOException {
    write("bin/batches.meta.txt", "airplane\nautomobile\n\n".getBytes(StandardCharsets.US_ASCII));
    write("bin/data_batch_1.bin", cifar(0, 1, 1));
    write("bin/data_batch_2.bin", cifar(1));
    write("bin/test_batch.bin", cifar(0));
    Inspection found = only();
    assertEquals("images (CIFAR-10, binary)", found.kind());
    assertEquals(
        Map.of(
            "size", "3 x 32 x 32",
            "training classes", Map.of("airplane", 1L, "automobile", 3L),
            "test classes", Map.of("airplane", 1L)),
        found.facts());
  }

  @Test
  void damagedCifarBatchesAreNamed() throws IOException {
    write("data_batch_1.bin", Arrays.copyOf(cifar(0, 1), 6000));
    write("test_batch.bin", cifar(0, 10));
    List<String> reasons = only().problems().stream().map(Problem::reason).toList();
    assertEquals(
        List.of(
            "it has 6,000 bytes, which is not a multiple of the 3,073 of an image",
            "image 1 has the label 10; labels are 0 to 9"),
        reasons);
  }

  @Test
  void imagesInFoldersAreCountedByClassAndDamagedOnesNamed() throws IOException {
    write("cat/1.png", png(4, 5));
    write("cat/2.png", png(4, 5));
    write("dog/1.png", png(6, 5));
    byte[] whole = png(40, 50);
    write("dog/2.png", Arrays.copyOf(whole, whole.length - 20));
    Inspection found = only();
    assertEquals(Map.of("cat", 2L, "dog", 1L), found.facts().get("classes"));
    assertEquals(Map.of("4 x 5", 2L, "6 x 5", 1L), found.facts().get("sizes"));
    assertEquals(4, found.facts().get("images"));
    assertEquals(
        List.of(folder.resolve("dog/2.png").toString()),
        found.problems().stream().map(Problem::file).toList());
  }

  /** As compare would say. */
  @Test
  void oneClassIsNoSetToLearnFrom() throws IOException {
    write("cat/1.png", png(4, 5));
    Inspection found = only();
    assertEquals(List.of(), found.commands());
    assertEquals(
        folder + " has the classes [cat]; a classifier needs at least 2",
        found.problems().get(0).reason());
  }

  @Test
  void imagesOfOneSizeWithoutClassesArePatterns() throws IOException {
    write("1.png", png(4, 5));
    write("2.png", png(4, 5));
    Inspection found = only();
    assertEquals(Map.of("images", 2, "size", "4 x 5"), found.facts());
    assertEquals(List.of("memory retrieve --patterns " + folder), found.commands());
  }
}
