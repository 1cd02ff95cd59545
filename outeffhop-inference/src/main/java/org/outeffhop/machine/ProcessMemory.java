package org.outeffhop.machine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory this process may use. */
public final class ProcessMemory {
  /** More than this of Java's heap, which holds no tensors, is not taken up by our programs. */
  private static final long LARGEST_HEAP = 1L << 29;

  private static final Path LINUX = Path.of("/proc/meminfo");
  private static final long KIBIBYTE = 1024;

  private ProcessMemory() {}

  /** The machine's memory in bytes, or that of this process's control groups where it is less. */
  public static long totalBytes() {
    long machine = linux("MemTotal").orElseGet(() -> system().getTotalMemorySize());
    return Math.min(machine, ControlGroups.SYSTEM.limit().orElse(machine));
  }

  /** What is available to tensors: all but what Java's heap may still grow by. */
  public static long roomForTensors() {
    Runtime java = Runtime.getRuntime();
    long heap = Math.min(java.maxMemory(), LARGEST_HEAP) - java.totalMemory();
    return Math.max(0, availableBytes() - Math.max(0, heap));
  }

  /**
   * Bytes that can still be allocated before the system swaps or kills a process, on the machine or
   * within this process's control groups.
   */
  public static long availableBytes() {
    long machine = linux("MemAvailable").orElseGet(() -> system().getFreeMemorySize());
    return Math.min(machine, ControlGroups.SYSTEM.available().orElse(machine));
  }

  /** An entry of what Linux says of the machine's memory, in bytes; empty elsewhere. */
  private static OptionalLong linux(String entry) {
    try {
      Matcher line =
          Pattern.compile("(?m)^" + entry + ": +(\\d+) kB$").matcher(Files.readString(LINUX));
      return line.find()
          ? OptionalLong.of(Long.parseLong(line.group(1)) * KIBIBYTE)
          : OptionalLong.empty();
    } catch (IOException elsewhere) {
      return OptionalLong.empty();
    }
  }

  private static OperatingSystemMXBean system() {
    return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  }
}
