package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static String told(Throwable thrown) {
    StringWriter err = new StringWriter();
    int code = new Failures(new OutEffHop(Map.of())).report(thrown, new PrintWriter(err));
    assertEquals(1, code);
    return err.toString();
  }

  @Test
  void aFullHeapIsToldWithWhatToChange() {
    String told = told(new IllegalStateException(new OutOfMemoryError("Java heap space")));
    assertTrue(
        told.matches(
            "outeffhop: Java's heap of \\d+ MiB is full; choose less data or smaller sizes, or give it more, "
                + "as with OUTEFFHOP_JAVA_OPTS=-Xmx4g\\R"),
        told);
  }

  @Test
  void anArrayThatIsTooLongIsNoMatterOfTheHeap() {
    assertEquals(
        "outeffhop: an array of more than 2,147,483,645 elements was needed; choose smaller sizes or less data"
            + System.lineSeparator(),
        told(new OutOfMemoryError("Requested array size exceeds VM limit")));
  }

  @Test
  void whatLibtorchCouldNotAllocateIsTold() {
    String cpu =
        "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: not enough memory: "
            + "you tried to allocate 4611686018427387904 bytes. Error code 12 (Cannot allocate memory)";
    String mapped = cpu.replace("not enough memory", "can't allocate memory");
    String gpu = "CUDA out of memory. Tried to allocate 20.00 GiB. GPU 0 has a total capacity ..";
    String right =
        " more were needed at once; choose a smaller --batch, --length or model, or free memory";
    assertEquals(
        "outeffhop: memory ran out: 4611686018427387904 bytes" + right + System.lineSeparator(),
        told(new RuntimeException(cpu)));
    assertEquals(told(new RuntimeException(cpu)), told(new RuntimeException(mapped)));
    assertEquals(
        "outeffhop: memory ran out: 20.00 GiB" + right + System.lineSeparator(),
        told(new RuntimeException(gpu)));
  }

  /** As where a file of text is being read. */
  @Test
  void anInterruptionWithoutWordsIsToldWithWhatToDo() {
    StringWriter err = new StringWriter();
    Failures failures = new Failures(new OutEffHop(Map.of()));
    UncheckedIOException thrown = new UncheckedIOException(new ClosedByInterruptException());
    assertEquals(130, failures.report(thrown, new PrintWriter(err)));
    assertEquals(true, Thread.interrupted());
    assertEquals(
        "outeffhop: interrupted; give the same command again" + System.lineSeparator(),
        err.toString());
  }
}
