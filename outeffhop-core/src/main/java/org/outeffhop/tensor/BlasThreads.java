package org.outeffhop.tensor;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.openblas.global.openblas;

/**
 * Which library computes a matrix product on the CPU, and on how many threads.
 *
 * <p>Linear layers are fastest when OpenBLAS splits each product over all cores. The fused
 * attention kernel calls small products from inside an OpenMP region, where every core is already
 * busy. There OpenBLAS must use one thread, or the callers queue for its single thread pool. {@link
 * #single()} marks such a region.
 *
 * <p>oneDNN replaces OpenBLAS outside such regions if requested ({@link OneDnnProducts}); for the
 * small products of the fused kernel it would take 10 times as long.
 *
 * <p>The switch calls {@code openblas_set_num_threads} directly, which takes microseconds.
 * JavaCPP's {@code blas_set_num_threads} looks symbols up in every loaded library at each call and
 * takes 2 ms. With a BLAS other than OpenBLAS the switch does nothing.
 */
public final class BlasThreads {
  private static final Optional<Function> SETTER = findSetter();
  private static volatile int linear = 1;
  private static volatile boolean oneDnnIsWanted;
  private static volatile Policy policy = Policy.SWITCHED;

  /** How many threads a product gets. */
  public enum Policy {
    /**
     * One in {@link #single()} regions, all elsewhere, where oneDNN may be the one to use them.
     * This is the default.
     */
    SWITCHED,
    /** All of OpenBLAS's, everywhere. */
    ALL,
    /** One of OpenBLAS's, everywhere. */
    ONE
  }

  private BlasThreads() {}

  /** Chooses a policy for this process; benchmarks compare them. */
  public static void use(Policy chosen) {
    policy = chosen;
    set(chosen == Policy.ONE ? 1 : linear);
    useOneDnn(chosen == Policy.SWITCHED);
  }

  /** The policy of this process. */
  static Policy policy() {
    return policy;
  }

  /** Lets oneDNN compute products outside {@link #single()} regions, where no policy forbids it. */
  static void preferOneDnn() {
    oneDnnIsWanted = true;
    use(policy);
  }

  /** Sets the number of threads for everything outside {@link #single()} regions. */
  static void configure(int threads) {
    openblas.blas_set_num_threads(threads);
    linear = threads;
    use(policy);
  }

  /** From here on OpenBLAS computes every product on its caller's thread, until {@link #all()}. */
  public static void single() {
    if (policy == Policy.SWITCHED) {
      set(1);
      useOneDnn(false);
    }
  }

  /** From here on products are split over all configured threads. */
  public static void all() {
    if (policy == Policy.SWITCHED) {
      set(linear);
      useOneDnn(true);
    }
  }

  private static void useOneDnn(boolean oneDnn) {
    if (oneDnnIsWanted) {
      OneDnnProducts.use(oneDnn);
    }
  }

  private static void set(int threads) {
    SETTER.ifPresent(setter -> setter.invokeVoid(new Object[] {threads}));
  }

  private static Optional<Function> findSetter() {
    return loadedOpenBlas()
        .map(path -> NativeLibrary.getInstance(path).getFunction("openblas_set_num_threads"));
  }

  private static Optional<String> loadedOpenBlas() {
    Path maps = Path.of("/proc/self/maps");
    if (!Files.isReadable(maps)) {
      return Optional.empty();
    }
    openblas.blas_get_num_threads();
    try (Stream<String> lines = Files.lines(maps)) {
      return lines
          .filter(line -> line.contains("/libopenblas.so"))
          .map(line -> line.substring(line.indexOf('/')))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
