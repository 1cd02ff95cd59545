package org.outeffhop.cli.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.outeffhop.progress.Progress;

/** A sentence encoder whose graph and tokenizer are on the class path. */
record BundledEncoder(OnnxEncoder encoder) implements BuiltinModel.Source {
  @Override
  public void write(Path folder, Path temporary, Progress progress) throws IOException {
    encoder.write(folder, BundledEncoder::resource);
  }

  private static byte[] resource(String file) throws IOException {
    try (InputStream in = BundledEncoder.class.getResourceAsStream("/" + file)) {
      return in.readAllBytes();
    }
  }
}
