package org.outeffhop.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.outeffhop.files.TemporaryFolder;
import org.outeffhop.machine.NativeLibraries;

/**
 * ONNX Runtime in this process. Its libraries are unpacked once, as libtorch's are, and not at
 * every start into the folder for temporary files.
 */
public final class OnnxRuntime {
  /** By which ONNX Runtime is told where its libraries are. */
  private static final String LIBRARIES = "onnxruntime.native.path";

  private static final String RESOURCES = "/ai/onnxruntime/native/";
  private static final String TEMPORARY = "onnxruntime-java*";
  private static final Duration STARTING = Duration.ofMinutes(1);

  private static boolean prepared;

  private OnnxRuntime() {}

  /**
   * The one environment.
   *
   * @throws UncheckedIOException if a folder that it needs cannot be written, saying what to set
   */
  public static synchronized OrtEnvironment environment() {
    if (!prepared) {
      prepare();
      prepared = true;
    }
    return OrtEnvironment.getEnvironment();
  }

  private static void prepare() {
    try {
      deleteLeftBehind(TemporaryFolder.parent());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    List<URL> libraries =
        Stream.of("onnxruntime", "onnxruntime4j_jni")
            .map(name -> RESOURCES + platform() + "/" + System.mapLibraryName(name))
            .map(OrtEnvironment.class::getResource)
            .toList();
    boolean inJar =
        libraries.stream().allMatch(url -> url != null && "jar".equals(url.getProtocol()));
    if (inJar && System.getProperty(LIBRARIES) == null) {
      System.setProperty(LIBRARIES, NativeLibraries.unpack(libraries).toString());
    }
  }

  private static String platform() {
    String system = System.getProperty("os.name");
    String name = system.startsWith("Windows") ? "win" : system.startsWith("Mac") ? "osx" : "linux";
    return name + ("aarch64".equals(System.getProperty("os.arch")) ? "-aarch64" : "-x64");
  }

  /**
   * Deletes the empty folders of processes that were killed. ONNX Runtime makes one at every start
   * and deletes it soon after.
   */
  private static void deleteLeftBehind(Path temporary) throws IOException {
    Instant starting = Instant.now().minus(STARTING);
    try (var folders = Files.newDirectoryStream(temporary, TEMPORARY)) {
      for (Path folder : folders) {
        if (isEmptySince(folder, starting)) {
          Files.deleteIfExists(folder);
        }
      }
    }
  }

  private static boolean isEmptySince(Path folder, Instant time) throws IOException {
    if (!Files.isDirectory(folder) || Files.getLastModifiedTime(folder).toInstant().isAfter(time)) {
      return false;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.findAny().isEmpty();
    }
  }
}
