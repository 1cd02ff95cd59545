package org.outeffhop.tensor;

import org.bytedeco.javacpp.Pointer;

/** What this process holds in memory. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /** Resident memory in bytes: the heap, the tensors and the code. */
  public static long residentBytes() {
    return Pointer.physicalBytes();
  }

  /** Bytes that processes can still take before the system swaps or ends one. */
  public static long availableBytes() {
    return Pointer.availablePhysicalBytes();
  }
}
