package org.outeffhop.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.outeffhop.tensor.TensorScope;

/**
 * Reads a valid file and then thousands that were made from it by {@link Mutation}. A reader may
 * read what it gets or refuse it, by an {@link IllegalArgumentException} or {@link IOException}
 * with a message, as the command line shows them; anything else is a failure, and so is a reading
 * that takes longer than {@value #MOST_SECONDS} s or more of Java's memory than {@value
 * #MOST_BYTES} bytes.
 */
public final class Fuzz {
  /** Mutations of a format; another number with {@code -Douteffhop.fuzz=N}. */
  public static final int ROUNDS = Integer.getInteger("outeffhop.fuzz", 10_000);

  private static final long MOST_SECONDS = 20;
  private static final long MOST_BYTES = 256L << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Path file;
  private final byte[] valid;
  private final UnaryOperator<byte[]> packed;
  private final Reader reader;
  private int accepted;

  /** Reads a format. */
  @FunctionalInterface
  public interface Reader {
    /** Reads all of the file, or of the folder around it. */
    void read(Path file) throws IOException;
  }

  private Fuzz(Path file, UnaryOperator<byte[]> packed, Reader reader) throws IOException {
    this.file = file;
    this.packed = packed;
    this.reader = reader;
    valid = Files.readAllBytes(file);
  }

  /** Mutates a file as it is. */
  public static void file(Path file, Reader reader) throws IOException {
    packed(file, UnaryOperator.identity(), reader);
  }

  /**
   * Mutates what is within a container as well: every second time before it is packed, and
   * otherwise after.
   *
   * @param file what is packed; replaced by the packed file
   * @param packed makes the container: compresses, or writes checksums and lengths anew
   */
  public static void packed(Path file, UnaryOperator<byte[]> packed, Reader reader)
      throws IOException {
    new Fuzz(file, packed, reader).run();
  }

  private void run() throws IOException {
    Files.write(file, packed.apply(valid));
    try (TensorScope scope = TensorScope.open()) {
      reader.read(file);
    }
    for (int round = 0; round < ROUNDS; round++) {
      once(round);
    }
    assertTrue(accepted < ROUNDS, file + " is read whatever is in it");
  }

  private void once(int round) throws IOException {
    Mutation mutation = new Mutation(31L * file.getFileName().toString().hashCode() + round);
    byte[] bytes =
        round % 2 == 0 ? packed.apply(mutation.of(valid)) : mutation.of(packed.apply(valid));
    Files.write(file, bytes);
    long began = System.nanoTime();
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    read(round, bytes);
    long taken = THREADS.getCurrentThreadAllocatedBytes() - allocated;
    long seconds = (System.nanoTime() - began) / 1_000_000_000;
    assertTrue(seconds <= MOST_SECONDS, () -> described(round, bytes) + ": " + seconds + " s");
    assertTrue(taken <= MOST_BYTES, () -> described(round, bytes) + ": " + taken + " bytes");
  }

  private void read(int round, byte[] bytes) {
    try (TensorScope scope = TensorScope.open()) {
      reader.read(file);
      accepted++;
    } catch (IllegalArgumentException | IOException | UncheckedIOException e) {
      Throwable shown = e instanceof UncheckedIOException ? e.getCause() : e;
      boolean said = shown.getMessage() != null && !(shown instanceof NumberFormatException);
      if (!said) {
        fail(described(round, bytes), e);
      }
    } catch (RuntimeException | Error e) {
      fail(described(round, bytes), e);
    }
  }

  private String described(int round, byte[] bytes) {
    int shown = Math.min(bytes.length, 400);
    return "mutation %d of %s, %d bytes: %s"
        .formatted(
            round, file.getFileName(), bytes.length, HexFormat.of().formatHex(bytes, 0, shown));
  }
}
