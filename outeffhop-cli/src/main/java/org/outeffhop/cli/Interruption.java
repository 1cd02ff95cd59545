package org.outeffhop.cli;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happens at Ctrl-C and when the system asks the process to end.
 *
 * <p>Within {@link #gentle()} the thread that works is interrupted, so that what goes over batches
 * stops after the current one, and training writes its state; a second signal ends the process at
 * once. Outside of it the first signal already does.
 *
 * <p>"At once" means {@code _exit}: Java's own {@code exit} frees libtorch's global objects while
 * other threads may still compute with them.
 */
final class Interruption {
  private static final Map<String, Integer> SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);
  private static final int SIGNALLED = 128;

  private final AtomicInteger signal = new AtomicInteger();
  private volatile Thread working;

  /** A part of a command that ends soon when its thread is interrupted. */
  interface Region extends AutoCloseable {
    @Override
    void close();
  }

  /** Takes over the process's signals; one that is ignored, as under nohup, stays ignored. */
  void install(PrintWriter err) {
    SIGNALS.forEach((name, number) -> handle(name, () -> onSignal(number, err)));
  }

  /** From here until the region is closed, the first signal interrupts this thread. */
  Region gentle() {
    working = Thread.currentThread();
    return () -> working = null;
  }

  /** The exit code: that of a signal where one has ended the command. */
  int code(int code) {
    return signal.get() == 0 || code == 0 ? code : SIGNALLED + signal.get();
  }

  private void onSignal(int number, PrintWriter err) {
    Thread thread = working;
    if (thread == null || !signal.compareAndSet(0, number)) {
      end(SIGNALLED + number);
    } else {
      err.println();
      err.println("outeffhop: stopping after this batch; interrupt again to stop immediately");
      err.flush();
      thread.interrupt();
    }
  }

  private static void end(int code) {
    System.err.flush();
    Function.getFunction(Platform.C_LIBRARY_NAME, "_exit").invokeVoid(new Object[] {code});
  }

  /**
   * {@code sun.misc.Signal.handle}, by reflection: the compiler warns of the class. Where it is
   * missing or refuses, Java's own handling stays.
   */
  private static void handle(String name, Runnable handler) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Interruption.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  handler.run();
                }
                return null;
              });
      Object signal = type.getConstructor(String.class).newInstance(name);
      type.getMethod("handle", type, handlerType).invoke(null, signal, proxy);
    } catch (ReflectiveOperationException refused) {
      return;
    }
  }
}
