package org.outeffhop.tensor;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Counts the bytes of the tensors that this thread makes inside {@link TensorScope}s while the
 * meter is open. A view counts nothing beside what it is a view of. What a scope frees counts no
 * longer, unless autograd's tape holds it. What libtorch makes and frees within one operation is
 * not seen.
 */
public final class MemoryMeter implements AutoCloseable {
  private static final ThreadLocal<MemoryMeter> OPEN = new ThreadLocal<>();

  /** By the address of a storage, a handle that keeps the address from being given away again. */
  private final Map<Long, Tensor> held = new HashMap<>();

  private final LongStream.Builder live = LongStream.builder();
  private final LongStream.Builder sizes = LongStream.builder();
  private long bytes;

  private MemoryMeter() {}

  /**
   * Opens a meter on this thread.
   *
   * @throws IllegalStateException if there is one
   */
  public static MemoryMeter open() {
    if (OPEN.get() != null) {
      throw new IllegalStateException("this thread has an open meter");
    }
    MemoryMeter meter = new MemoryMeter();
    OPEN.set(meter);
    return meter;
  }

  /** A scope of JavaCPP, which this thread's meter watches where there is one. */
  static PointerScope scope() {
    MemoryMeter meter = OPEN.get();
    return meter == null ? new PointerScope() : meter.new Watched();
  }

  /**
   * What was counted.
   *
   * @param live bytes that were held after each tensor that was made, in that order
   * @param sizes bytes of each of them; 0 for a view
   */
  public record Trace(long[] live, long[] sizes) {
    /** The most bytes that were held at a time. */
    public long peak() {
      return LongStream.of(live).max().orElse(0);
    }

    /** Bytes of the largest tensor. */
    public long largest() {
      return LongStream.of(sizes).max().orElse(0);
    }
  }

  /** Ends the count. */
  public Trace trace() {
    return new Trace(live.build().toArray(), sizes.build().toArray());
  }

  @Override
  public void close() {
    OPEN.remove();
    held.values().forEach(Tensor::close);
    held.clear();
  }

  /** The address of a tensor's storage, which is counted where it is new. */
  private long count(Tensor tensor) {
    try (PointerScope own = new PointerScope()) {
      long address = tensor.storage().unsafeGetStorageImpl().address();
      long size = held.containsKey(address) ? 0 : tensor.storage().nbytes();
      if (!held.containsKey(address)) {
        Tensor handle = new Tensor(tensor);
        handle.retainReference();
        own.detach(handle);
        held.put(address, handle);
      }
      bytes += size;
      live.add(bytes);
      sizes.add(size);
      return address;
    }
  }

  /** Forgets a storage that nobody but the meter holds. */
  private void release(long address) {
    Tensor handle = held.get(address);
    if (handle == null) {
      return;
    }
    try (PointerScope own = new PointerScope()) {
      if (handle.use_count() == 1 && handle.storage().use_count() == 1) {
        bytes -= handle.storage().nbytes();
        held.remove(address);
        handle.close();
      }
    }
  }

  /** A scope that tells the meter what is made in it. */
  private final class Watched extends PointerScope {
    private final Set<Long> made = new HashSet<>();

    @Override
    public PointerScope attach(Pointer pointer) {
      super.attach(pointer);
      if (pointer instanceof Tensor tensor && tensor.defined() && tensor.has_storage()) {
        made.add(count(tensor));
      }
      return this;
    }

    @Override
    public void close() {
      super.close();
      made.forEach(MemoryMeter.this::release);
    }
  }
}
