package org.outeffhop.tensor;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.Loader;
import org.outeffhop.machine.ControlGroups;
import org.outeffhop.machine.ProcessMemory;
import org.outeffhop.machine.Processor;

/** The machine, the versions and the settings of this process, for records of what was run. */
public final class Machine {
  private static final List<String> SETTINGS =
      List.of(
          "MALLOC_",
          "OMP_",
          "OPENBLAS_",
          "MKL_",
          "CUDA_VISIBLE",
          "LD_PRELOAD",
          OneDnnProducts.VARIABLE);

  private Machine() {}

  /**
   * The cores that this process may use: the machine's, or fewer where a control group, as those of
   * containers, limits its time. A part of a core counts as one.
   */
  public static int cores() {
    int all = Runtime.getRuntime().availableProcessors();
    return Math.min(all, ControlGroups.SYSTEM.processors().orElse(all));
  }

  /** Processor, cores, memory and system. */
  public static Map<String, String> describe() {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("processor", Processor.ofThisMachine().name().orElse("unknown"));
    machine.put("cores", Integer.toString(cores()));
    machine.put(
        "memory",
        String.format(Locale.ROOT, "%.1f GiB", ProcessMemory.totalBytes() / (double) (1L << 30)));
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return machine;
  }

  /** Java's version and those of the native libraries, as built against. */
  public static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    for (String library : List.of("pytorch", "openblas", "javacpp")) {
      versions.put(library, version(library));
    }
    return versions;
  }

  /** The variables that libtorch, OpenMP, BLAS and the allocator read, where they are set. */
  public static Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    System.getenv()
        .forEach(
            (name, value) -> {
              if (SETTINGS.stream().anyMatch(name::startsWith)) {
                environment.put(name, value);
              }
            });
    return environment;
  }

  private static String version(String library) {
    try {
      return Loader.getVersion("org.bytedeco", library);
    } catch (IOException e) {
      return "unknown";
    }
  }
}
