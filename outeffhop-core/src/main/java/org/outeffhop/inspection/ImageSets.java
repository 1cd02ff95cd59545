package org.outeffhop.inspection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.tensor.TensorScope;

/**
 * Images with classes: IDX pairs, CIFAR-10's batches, folders named after the classes. Every
 * inspection of such a set starts here, so that readers of image data sets are called from one
 * place.
 */
final class ImageSets {
  private static final String COMPARE = "compare --model vit --images";
  private static final List<String> ENDS = List.of(".png", ".jpg", ".jpeg", ".bmp", ".gif");

  private ImageSets() {}

  static boolean isImage(String name) {
    return ENDS.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith);
  }

  /** The pairs of one folder; if a file exists both plain and compressed, the plain one is used. */
  static Inspection idx(Path path, List<Path> images) {
    Findings findings = new Findings(path, "images (IDX)");
    for (Path file : images) {
      String name = file.getFileName().toString();
      if (name.endsWith(".gz")
          && Files.exists(file.resolveSibling(name.replaceAll("\\.gz$", "")))) {
        continue;
      }
      String part = name.replaceAll("[.-]?images.*", "");
      IdxPair.describe(findings, part.isEmpty() ? "all" : part, file);
      findings.takenBy("memory retrieve --patterns", file);
    }
    if (Files.isDirectory(path) && IdxPair.isTrainingSet(images)) {
      findings.takenBy(COMPARE, path);
    }
    return findings.finished();
  }

  static Inspection cifar(Path folder, List<Path> batches) {
    Findings findings = new Findings(folder, "images (CIFAR-10, binary)");
    CifarBatches.describe(findings, folder, batches);
    findings.takenBy(COMPARE, folder);
    return findings.finished();
  }

  /** Decodes every image; its class is its folder, relative to {@code path}. */
  static Inspection files(Path path, List<Path> images) {
    Findings findings = new Findings(path, "images");
    Map<String, Long> classes = new TreeMap<>();
    Map<String, Long> sizes = new TreeMap<>();
    for (Path image : images) {
      findings.read(
          image,
          () -> {
            try (TensorScope scope = TensorScope.open()) {
              sizes.merge(Patterns.read(image).image().orElseThrow().toString(), 1L, Long::sum);
            }
            classes.merge(className(path, image), 1L, Long::sum);
          });
    }
    findings.fact("images", images.size());
    boolean flat = classes.keySet().equals(Set.of("."));
    if (!flat) {
      findings.fact("classes", new LinkedHashMap<>(classes));
    }
    findings.fact(sizes.size() == 1 ? "size" : "sizes", sizes.size() == 1 ? only(sizes) : sizes);
    if (!flat && Files.isDirectory(path) && findings.read(path, () -> ImageSource.of(path))) {
      findings.takenBy(COMPARE, path);
    } else if (flat && sizes.size() == 1) {
      findings.takenBy("memory retrieve --patterns", path);
    }
    return findings.finished();
  }

  private static String only(Map<String, Long> sizes) {
    return sizes.keySet().iterator().next();
  }

  private static String className(Path path, Path image) {
    if (path.equals(image)) {
      return ".";
    }
    Path folder = path.relativize(image).getParent();
    return folder == null ? "." : folder.toString().replace('\\', '/');
  }
}
