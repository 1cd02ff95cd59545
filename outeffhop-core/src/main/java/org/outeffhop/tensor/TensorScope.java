package org.outeffhop.tensor;

import java.util.Iterator;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * The lifetime of native objects: everything made on this thread while the scope is open is freed
 * when it closes.
 *
 * <pre>{@code
 * try (TensorScope scope = TensorScope.open()) {
 *   Tensor hidden = relu(linear(x, weight));
 *   return scope.keep(linear(hidden, projection));
 * }
 * }</pre>
 *
 * <p>To Java's garbage collector a tensor is a few bytes, so a loop without scopes fills the
 * machine's memory. Scopes nest, and belong to the thread that opened them.
 */
public final class TensorScope implements AutoCloseable {
  private final PointerScope scope = MemoryMeter.scope();

  private TensorScope() {}

  /** Opens a scope on this thread; close it in the reverse order of opening. */
  public static TensorScope open() {
    return new TensorScope();
  }

  /**
   * Moves a result out of this scope into the scope around it. Without a scope around it, the
   * result lives until it is closed or collected.
   *
   * @return {@code object} itself
   */
  public <P extends Pointer> P keep(P object) {
    PointerScope outer = outer();
    if (outer == null) {
      object.retainReference();
    } else {
      outer.attach(object);
    }
    scope.detach(object);
    return object;
  }

  /**
   * Takes a result out of all scopes: it lives until {@link Pointer#close()} or until it is
   * collected.
   *
   * @return {@code object} itself
   */
  public <P extends Pointer> P release(P object) {
    object.retainReference();
    scope.detach(object);
    return object;
  }

  private PointerScope outer() {
    Iterator<PointerScope> scopes = PointerScope.getScopeIterator();
    boolean inside = false;
    while (scopes != null && scopes.hasNext()) {
      PointerScope next = scopes.next();
      if (inside) {
        return next;
      }
      inside = next == scope;
    }
    return null;
  }

  @Override
  public void close() {
    scope.close();
  }
}
