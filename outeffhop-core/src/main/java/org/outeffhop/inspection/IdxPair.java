package org.outeffhop.inspection;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.outeffhop.files.OtherFile;

/** An IDX file of bytes under MNIST's names: images or labels, compressed or not. */
final class IdxPair {
  private static final int BYTES_OF_IMAGES = 0x0803;
  private static final int BYTES_OF_LABELS = 0x0801;

  private IdxPair() {}

  /** Whether a name is that of IDX images, from which the name of the labels follows. */
  static boolean isImages(String name) {
    return name.matches(".*images[.-]idx3-ubyte(\\.gz)?");
  }

  /** The labels that belong to a file of images. */
  static Path labelsOf(Path images) {
    String name = images.getFileName().toString();
    return images.resolveSibling(name.replace("images", "labels").replace("idx3", "idx1"));
  }

  /** Whether training images with their labels are among the files, under MNIST's names. */
  static boolean isTrainingSet(List<Path> images) {
    return images.stream()
        .anyMatch(
            file ->
                file.getFileName().toString().startsWith("train-") && Files.exists(labelsOf(file)));
  }

  /** Reads all images and labels and adds their number, in total and per class. */
  static void describe(Findings findings, String part, Path images) {
    long[] count = new long[1];
    findings.read(images, () -> count[0] = images(findings, part, images));
    Path labels = labelsOf(images);
    if (!Files.exists(labels)) {
      findings.fact(part + " classes", "no labels (" + labels.getFileName() + ")");
      return;
    }
    findings.read(
        labels,
        () -> {
          Map<Integer, Long> classes = labels(labels);
          long labelled = classes.values().stream().mapToLong(Long::longValue).sum();
          if (count[0] > 0 && labelled != count[0]) {
            findings.problem(
                labels,
                String.format(Locale.ROOT, "has %,d labels for %,d images", labelled, count[0]));
          }
          findings.fact(part + " classes", classes);
        });
  }

  private static long images(Findings findings, String part, Path file) throws IOException {
    try (DataInputStream in = open(file)) {
      requireMagic(file, in, BYTES_OF_IMAGES);
      long count = in.readInt() & 0xFFFFFFFFL;
      long height = in.readInt() & 0xFFFFFFFFL;
      long width = in.readInt() & 0xFFFFFFFFL;
      requireRest(
          file,
          in,
          BigInteger.valueOf(count)
              .multiply(BigInteger.valueOf(height).multiply(BigInteger.valueOf(width))));
      findings.fact(part + " images", count);
      findings.fact(part + " size", height + " x " + width);
      return count;
    } catch (EOFException e) {
      throw new IOException("it ends early", e);
    }
  }

  private static Map<Integer, Long> labels(Path file) throws IOException {
    try (DataInputStream in = open(file)) {
      requireMagic(file, in, BYTES_OF_LABELS);
      long count = in.readInt() & 0xFFFFFFFFL;
      Map<Integer, Long> classes = new TreeMap<>();
      long read = 0;
      for (int label = in.read(); label >= 0; label = in.read()) {
        classes.merge(label, 1L, Long::sum);
        read++;
      }
      if (read != count) {
        throw new IOException(
            String.format(
                Locale.ROOT, "its header announces %,d labels, but it has %,d", count, read));
      }
      return classes;
    } catch (EOFException e) {
      throw new IOException("it ends early", e);
    }
  }

  private static DataInputStream open(Path file) throws IOException {
    boolean compressed = file.toString().endsWith(".gz");
    if (compressed) {
      OtherFile.refuseUncompressed(file);
    }
    InputStream raw = Files.newInputStream(file);
    try {
      InputStream plain = compressed ? new GZIPInputStream(raw) : raw;
      BufferedInputStream content = new BufferedInputStream(plain, 1 << 16);
      Optional<String> other = OtherFile.in(OtherFile.beginning(content));
      if (other.isPresent()) {
        throw new IOException("it is no IDX file: " + other.get());
      }
      return new DataInputStream(content);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static void requireMagic(Path file, DataInputStream in, int expected) throws IOException {
    int magic = in.readInt();
    if (magic != expected) {
      throw new IOException(
          "%s begins with 0x%08X; an IDX file of this name must begin with 0x%08X"
              .formatted(file.getFileName(), magic, expected));
    }
  }

  private static void requireRest(Path file, DataInputStream in, BigInteger expected)
      throws IOException {
    long rest = in.transferTo(OutputStream.nullOutputStream());
    if (!expected.equals(BigInteger.valueOf(rest))) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "the header of %s announces %,d bytes of images, but it has %,d",
              file.getFileName(),
              expected,
              rest));
    }
  }
}
