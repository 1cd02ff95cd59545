package org.outeffhop.tensor;

import org.bytedeco.javacpp.Pointer;

/** How much memory this process uses. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /** Resident memory in bytes: the heap, the tensors and the code. */
  public static long residentBytes() {
    return Pointer.physicalBytes();
  }

  /** Bytes that can still be allocated before the system swaps or kills a process. */
  public static long availableBytes() {
    return Pointer.availablePhysicalBytes();
  }
}
