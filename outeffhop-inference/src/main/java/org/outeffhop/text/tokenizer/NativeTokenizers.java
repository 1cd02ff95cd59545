package org.outeffhop.text.tokenizer;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import ai.djl.util.Platform;
import java.net.URL;
import java.util.List;
import java.util.function.Supplier;
import org.outeffhop.machine.NativeLibraries;

/**
 * The native library of Hugging Face's tokenizers, which is unpacked as libtorch's are, and never
 * downloaded.
 */
public final class NativeTokenizers {
  private static final String OFFLINE = "ai.djl.offline";
  private static final String LIBRARY = "RUST_LIBRARY_PATH";

  private NativeTokenizers() {}

  /** Puts it in its place, unless the user has set another one. */
  public static synchronized void prepare() {
    setUnlessSet(OFFLINE, () -> "true");
    String name = System.mapLibraryName("tokenizers");
    String platform = Platform.detectPlatform("tokenizers").getClassifier();
    URL library = TokenizersLibrary.class.getResource("/native/lib/" + platform + "/cpu/" + name);
    boolean alone = !name.endsWith(".dll");
    if (alone && library != null && "jar".equals(library.getProtocol())) {
      setUnlessSet(
          LIBRARY, () -> NativeLibraries.unpack(List.of(library)).resolve(name).toString());
    }
  }

  private static void setUnlessSet(String property, Supplier<String> value) {
    if (System.getProperty(property) == null && System.getenv(property) == null) {
      System.setProperty(property, value.get());
    }
  }
}
