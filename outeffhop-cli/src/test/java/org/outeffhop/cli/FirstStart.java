package org.outeffhop.cli;

import java.nio.file.Path;
import org.outeffhop.runtime.OnnxRuntime;
import org.outeffhop.tensor.Engine;
import org.outeffhop.text.TextTokenizer;

/** A process that loads every native library and ends. */
final class FirstStart {
  private FirstStart() {}

  /** Loads libtorch, ONNX Runtime, and the tokenizers library with the file given. */
  public static void main(String[] args) {
    Engine.start();
    OnnxRuntime.environment().getVersion();
    TextTokenizer.load(Path.of(args[0])).close();
  }
}
