package org.outeffhop.tensor;

import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** libtorch in this process: loading it, its threads, its random numbers and its devices. */
public final class Engine {
  private static boolean started;

  private Engine() {}

  /**
   * Loads libtorch and sets its threads, once. OpenMP and OpenBLAS get {@code OMP_NUM_THREADS}
   * threads, or one per core where that is not set. oneDNN takes OpenBLAS's place where {@code
   * OUTEFFHOP_FLOAT32_PRODUCTS} is {@code onednn}. Calling it again does nothing.
   *
   * @throws IllegalArgumentException if a variable has a value that cannot be used here
   */
  public static synchronized void start() {
    if (started) {
      return;
    }
    TorchLibraries.unpack();
    Loader.load(torch.class);
    int threads = threads();
    torch.set_num_threads(threads);
    // The first tensor initialises libtorch's device registry; seeding before that has crashed a
    // first backward pass.
    try (TensorScope scope = TensorScope.open()) {
      torch.ones(1).add_(torch.ones(1));
    }
    BlasThreads.configure(threads);
    if (OneDnnProducts.areWanted(System.getenv(OneDnnProducts.VARIABLE))) {
      BlasThreads.preferOneDnn();
    }
    started = true;
  }

  /** Threads for one operation: {@code OMP_NUM_THREADS}, or {@link Machine#cores}. */
  public static int threads() {
    String setting = System.getenv("OMP_NUM_THREADS");
    if (setting == null || setting.isBlank()) {
      return Machine.cores();
    }
    try {
      return Math.max(1, Integer.parseInt(setting.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "OMP_NUM_THREADS is '" + setting + "'; it must be a whole number", e);
    }
  }

  /** Splits every operation of this thread, and every matrix product, over this many threads. */
  public static void use(int threads) {
    start();
    torch.set_num_threads(threads);
    BlasThreads.configure(threads);
  }

  /** Seeds libtorch's default generator: initial weights and dropout follow from it. */
  public static void seed(long seed) {
    start();
    torch.manual_seed(seed);
  }

  /**
   * Shares the cores among callers that compute side by side: an operation is split over that part
   * of {@link #threads()}, for this thread and for those that start later. OpenBLAS, whose number
   * of threads belongs to the whole process, gets one thread and computes all products, since
   * callers that switched it would disturb one another.
   *
   * @param callers 1: all threads for each operation again
   */
  public static void share(int callers) {
    start();
    torch.set_num_threads(Math.max(1, threads() / callers));
    BlasThreads.use(callers > 1 ? BlasThreads.Policy.ONE : BlasThreads.Policy.SWITCHED);
  }

  /** Over how many threads an operation of this thread is split. */
  public static int threadsOfOperation() {
    start();
    return torch.get_num_threads();
  }

  /**
   * Divides this thread's part of the cores among so many threads, of which it is one, until that
   * is closed. The others may only compute until then, and must not have computed on a larger part
   * before.
   */
  public static Share divide(int parts) {
    return new Share(parts);
  }

  /** A part of the cores; closing it gives the thread back what it had before. */
  public static final class Share implements AutoCloseable {
    private final int threads = threadsOfOperation();
    private final BlasThreads.Policy policy = BlasThreads.policy();

    private Share(int parts) {
      torch.set_num_threads(Math.max(1, threads / parts));
      BlasThreads.use(BlasThreads.Policy.ONE);
    }

    @Override
    public void close() {
      torch.set_num_threads(threads);
      BlasThreads.use(policy);
    }
  }

  /**
   * Creates something random from a seed, such as the initial weights of a model, while no other
   * thread does.
   */
  public static synchronized <T> T seeded(long seed, Supplier<T> maker) {
    seed(seed);
    return maker.get();
  }

  /** The state of the default generator of a device; the caller must free it. */
  public static synchronized Tensor randomState(Device device) {
    start();
    return torch.globalContext().defaultGenerator(device).get_state();
  }

  /** Restores the state of a device's default generator. */
  public static synchronized void setRandomState(Device device, Tensor state) {
    start();
    torch.globalContext().defaultGenerator(device).set_state(state);
  }

  /**
   * A device by its name, {@code cpu} or {@code cuda} or {@code cuda:1}.
   *
   * @throws IllegalArgumentException if there is no such device
   */
  public static Device device(String name) {
    start();
    requireDeviceName(name);
    if (name.startsWith("cuda") && !torch.cuda_is_available()) {
      throw new IllegalArgumentException(
          "device is '"
              + name
              + "', but this build of libtorch sees no GPU; use cpu, or build with -Pgpu");
    }
    return new Device(name);
  }

  /**
   * Checks a device's name without asking whether it is there.
   *
   * @throws IllegalArgumentException if no device is called so
   */
  public static void requireDeviceName(String name) {
    if (!name.matches("cpu|cuda(:\\d+)?")) {
      throw new IllegalArgumentException("device is '" + name + "'; it can be cpu, cuda or cuda:N");
    }
  }

  /** Waits until the device has finished its work; the CPU always has. */
  public static void synchronize(Device device) {
    if (device.is_cuda()) {
      torch.cuda_synchronize();
    }
  }

  /** The tensor on the device: the tensor itself if it is already there. */
  public static Tensor to(Tensor tensor, Device device) {
    return tensor.to(device, Tensors.type(tensor));
  }
}
