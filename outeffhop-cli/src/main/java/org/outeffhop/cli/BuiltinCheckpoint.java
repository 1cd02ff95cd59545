package org.outeffhop.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.model.checkpoint.OnnxBertWeights;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A checkpoint's folder on the command line. {@code builtin:all-minilm-l6-v2} is a real sentence
 * encoder on the class path, which is written into a folder of the cache the first time.
 */
final class BuiltinCheckpoint implements ITypeConverter<Path> {
  static final String PREFIX = "builtin:";
  private static final String NAME = "all-minilm-l6-v2";
  private static final Path CACHE = Path.of("runs", "cache");

  private static final BertConfig CONFIG =
      BertConfig.miniLm(AttentionConfig.bert(AttentionMethod.VANILLA));

  @Override
  public Path convert(String value) {
    if (!value.startsWith(PREFIX)) {
      return Path.of(value);
    }
    if (!value.equals(PREFIX + NAME)) {
      throw new TypeConversionException(
          "there is no built-in checkpoint '%s'; the only one is %s%s"
              .formatted(value, PREFIX, NAME));
    }
    return folder(CACHE.resolve(NAME));
  }

  private static Path folder(Path folder) {
    if (!Files.isRegularFile(folder.resolve("config.json"))) {
      try {
        write(folder);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write " + folder + ": " + e.getMessage(), e);
      }
    }
    return folder;
  }

  private static void write(Path folder) throws IOException {
    Engine.start();
    Path tokenizer = Files.createTempFile("tokenizer", ".json");
    Files.write(tokenizer, resource("/" + NAME + "-tokenizer.json"));
    try (TensorScope scope = TensorScope.open();
        BertEncoder model = new BertEncoder(CONFIG)) {
      model.parameters().load(OnnxBertWeights.read(resource("/" + NAME + ".onnx")));
      CheckpointWriter.FLOAT32.write(folder, CONFIG, model, tokenizer);
    } finally {
      Files.delete(tokenizer);
    }
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = BuiltinCheckpoint.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  /** How people call the checkpoint of a folder. */
  static String name(Path folder) {
    return folder.equals(CACHE.resolve(NAME)) ? NAME : folder.toString();
  }
}
