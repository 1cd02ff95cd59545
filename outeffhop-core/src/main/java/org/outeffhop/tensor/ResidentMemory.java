package org.outeffhop.tensor;

import org.bytedeco.javacpp.Pointer;

/** How much memory this process uses. */
public final class ResidentMemory {
  private ResidentMemory() {}

  /** Resident memory in bytes: the heap, the tensors and the code. */
  public static long bytes() {
    return Pointer.physicalBytes();
  }
}
