package org.outeffhop.inspection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.outeffhop.files.OtherFile;

/**
 * CIFAR-10's binary version: records of a label, 0 to 9, and 3 x 32 x 32 bytes. Source: the data
 * set's page.
 */
final class CifarBatches {
  private static final int PIXELS = 3 * 32 * 32;
  private static final int CLASSES = 10;
  private static final String NAMES = "batches.meta.txt";

  private CifarBatches() {}

  static boolean isBatch(String name) {
    return name.matches("(data_batch_\\d+|test_batch)\\.bin");
  }

  /** The batches of a folder; the training batches are reported together. */
  static void describe(Findings findings, Path folder, List<Path> batches) {
    Map<Integer, Long> training = new TreeMap<>();
    Map<Integer, Long> test = new TreeMap<>();
    for (Path batch : batches) {
      boolean isTest = batch.getFileName().toString().startsWith("test");
      findings.read(batch, () -> count(batch, isTest ? test : training));
    }
    findings.fact("size", "3 x 32 x 32");
    findings.fact("training classes", named(findings, folder, training));
    findings.fact("test classes", named(findings, folder, test));
  }

  private static void count(Path batch, Map<Integer, Long> classes) throws IOException {
    long bytes = Files.size(batch);
    if (bytes == 0 || bytes % (PIXELS + 1) != 0) {
      OtherFile.refuse(batch, "batch of CIFAR-10");
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it has %,d bytes, which is not a multiple of the %,d of an image",
              bytes,
              PIXELS + 1));
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(batch), 1 << 16)) {
      for (long image = 0; image < bytes / (PIXELS + 1); image++) {
        int label = in.read();
        if (label >= CLASSES) {
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "image %,d has the label %d; labels are 0 to %d",
                  image,
                  label,
                  CLASSES - 1));
        }
        classes.merge(label, 1L, Long::sum);
        in.skipNBytes(PIXELS);
      }
    }
  }

  private static Object named(Findings findings, Path folder, Map<Integer, Long> classes) {
    Path names = folder.resolve(NAMES);
    if (!Files.isRegularFile(names)) {
      return classes;
    }
    Map<String, Long> named = new TreeMap<>();
    findings.read(
        names,
        () -> {
          OtherFile.refuse(names, "list of classes");
          List<String> lines =
              Files.readAllLines(names).stream().filter(line -> !line.isBlank()).toList();
          classes.forEach(
              (label, count) ->
                  named.put(label < lines.size() ? lines.get(label).strip() : "" + label, count));
        });
    return named;
  }
}
