package org.outeffhop.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;
import org.outeffhop.machine.NativeLibraries;

/** The native libraries of libtorch, unpacked before JavaCPP loads them. */
final class TorchLibraries {
  /** Where the jars have the libraries that libtorch consists of, in a folder a platform. */
  private static final List<String> FOLDERS =
      List.of("org/bytedeco/javacpp", "org/bytedeco/openblas", "org/bytedeco/pytorch");

  private static final List<String> EXTENSIONS = List.of("", "-gpu");
  private static final Pattern LIBRARY = Pattern.compile("\\.(so|dylib|dll)(\\.|$)");

  private TorchLibraries() {}

  /** Unpacks them where they are missing or not whole. */
  static void unpack() {
    List<URL> libraries = new ArrayList<>();
    try {
      for (String folder : FOLDERS) {
        for (String extension : EXTENSIONS) {
          libraries.addAll(inside(folder + "/" + Loader.getPlatform() + extension + "/"));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read native libraries: " + e.getMessage(), e);
    }
    if (!libraries.isEmpty()) {
      NativeLibraries.unpack(libraries);
    }
  }

  /** The libraries in a folder of the jars on the class path. */
  private static List<URL> inside(String folder) throws IOException {
    List<URL> libraries = new ArrayList<>();
    for (URL found : Collections.list(Loader.class.getClassLoader().getResources(folder))) {
      if (found.openConnection() instanceof JarURLConnection jar) {
        for (JarEntry entry : Collections.list(jar.getJarFile().entries())) {
          String name = entry.getName();
          boolean library = name.startsWith(folder) && LIBRARY.matcher(name).find();
          if (library && name.indexOf('/', folder.length()) < 0) {
            libraries.add(new URL(found, name.substring(folder.length())));
          }
        }
      }
    }
    return libraries;
  }
}
