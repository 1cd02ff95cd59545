package org.outeffhop.experiment.task;

import java.util.function.Supplier;

/** A value that is made when it is first asked for, and not before. */
public final class Once<T> implements Supplier<T> {
  private final Supplier<? extends T> maker;
  private T value;

  /** A value still to be made; the maker does not return null. */
  public Once(Supplier<? extends T> maker) {
    this.maker = maker;
  }

  /** A value that is there. */
  public static <T> Once<T> of(T value) {
    Once<T> once = new Once<>(() -> value);
    once.get();
    return once;
  }

  @Override
  public synchronized T get() {
    if (value == null) {
      value = maker.get();
    }
    return value;
  }

  /** Whether it was made. */
  public synchronized boolean isMade() {
    return value != null;
  }
}
