package org.outeffhop.inspection;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.tensor.SafeTensorsFile;
import org.outeffhop.tensor.TensorScope;

/** Arrays: NumPy's files, safetensors, and patterns in general. */
final class ArrayFiles {
  private ArrayFiles() {}

  static Inspection npy(Path file) {
    Findings findings = new Findings(file, "array (NumPy)");
    findings.read(file, () -> describe(findings, file));
    return findings.finished();
  }

  /** A file of tensors; a single one, or one called patterns, can be used as patterns. */
  static Inspection safetensors(Path file) {
    Findings findings = new Findings(file, "tensors (safetensors)");
    findings.read(
        file,
        () -> {
          tensors(findings, file);
          if (mayBePatterns(file)) {
            asPatterns(findings, file);
          }
        });
    return findings.finished();
  }

  private static boolean mayBePatterns(Path file) {
    try (SafeTensorsFile tensors = SafeTensorsFile.open(file)) {
      return tensors.names().size() == 1 || tensors.names().contains("patterns");
    }
  }

  private static void asPatterns(Findings findings, Path file) {
    try {
      describe(findings, file);
    } catch (IllegalArgumentException e) {
      findings.fact("as patterns", "no: " + e.getMessage());
    }
  }

  static void tensors(Findings findings, Path file) {
    try (SafeTensorsFile tensors = SafeTensorsFile.open(file)) {
      findings.fact("tensors", tensors.names().size());
      findings.fact(
          "numbers",
          tensors.names().stream()
              .mapToLong(name -> LongStream.of(tensors.shape(name)).reduce(1, (a, b) -> a * b))
              .sum());
    }
  }

  /** Reads all patterns and reports how many there are and their size. */
  static void describe(Findings findings, Path file) {
    try (TensorScope scope = TensorScope.open()) {
      Patterns patterns = Patterns.read(file);
      findings.fact("patterns", patterns.count());
      findings.fact("numbers in each", patterns.size());
      patterns.image().ifPresent(size -> findings.fact("image", size.toString()));
      findings.takenBy("memory retrieve --patterns", file);
    }
  }
}
