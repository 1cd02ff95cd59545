package org.outeffhop.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a processor.
 *
 * @param architecture as Java names it, such as {@code amd64} or {@code aarch64}
 * @param name its maker's name for it; empty where the system does not tell
 * @param features its instruction sets by Linux's names, such as {@code avx512_vnni}; none where
 *     the system does not tell
 */
public record Processor(String architecture, Optional<String> name, Set<String> features) {
  /** A system property: the file to read instead of Linux's {@code /proc/cpuinfo}. */
  public static final String FILE = "outeffhop.cpuinfo";

  /** Copies the features. */
  public Processor {
    features = Set.copyOf(features);
  }

  /** The one that runs this. */
  public static Processor ofThisMachine() {
    String architecture = System.getProperty("os.arch");
    try {
      return of(architecture, Files.readString(Path.of(System.getProperty(FILE, "/proc/cpuinfo"))));
    } catch (IOException e) {
      return of(architecture, "");
    }
  }

  /**
   * A processor as Linux describes it.
   *
   * @param description the text of {@code /proc/cpuinfo}, or empty for one that is unknown
   */
  public static Processor of(String architecture, String description) {
    return new Processor(
        architecture.toLowerCase(Locale.ROOT),
        value(description, "model name"),
        // x86 calls them flags, Arm Features
        value(description, "flags")
            .or(() -> value(description, "Features"))
            .map(all -> Set.of(all.split("\\s+")))
            .orElse(Set.of()));
  }

  /**
   * Whether it multiplies matrices in bfloat16, which then takes half the time of float32 or less.
   */
  public boolean hasBfloat16() {
    return features.stream().anyMatch(Set.of("avx512_bf16", "amx_bf16", "bf16")::contains);
  }

  /** Whether it is an x86 of 64 bits. */
  public boolean isX86() {
    return architecture.equals("amd64") || architecture.equals("x86_64");
  }

  private static Optional<String> value(String description, String name) {
    return description
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .filter(value -> !value.isEmpty())
        .findFirst();
  }
}
