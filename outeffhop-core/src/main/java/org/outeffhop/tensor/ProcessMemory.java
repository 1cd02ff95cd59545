package org.outeffhop.tensor;

import org.bytedeco.javacpp.Pointer;

/** How much memory this process uses, and how much it may. */
public final class ProcessMemory {
  /** More than this of Java's heap, which holds no tensors, is not taken up by our programs. */
  private static final long LARGEST_HEAP = 1L << 29;

  private ProcessMemory() {}

  /** Resident memory in bytes: the heap, the tensors and the code. */
  public static long residentBytes() {
    return Pointer.physicalBytes();
  }

  /** The machine's memory in bytes, or that of this process's control groups where it is less. */
  public static long totalBytes() {
    long machine = Pointer.totalPhysicalBytes();
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
    long machine = Pointer.availablePhysicalBytes();
    return Math.min(machine, ControlGroups.SYSTEM.available().orElse(machine));
  }
}
