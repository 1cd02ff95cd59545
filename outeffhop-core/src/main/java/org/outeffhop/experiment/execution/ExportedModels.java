package org.outeffhop.experiment.execution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.outeffhop.experiment.result.Computation;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.files.TemporaryFolder;

/** A model's graphs in a temporary folder, and in ONNX Runtime. Closing deletes them. */
final class ExportedModels implements AutoCloseable {
  private static final String VERSION = "measured";

  private final int threads;
  private final TemporaryFolder folder;
  private final Map<Computation, ExecutedModel> models = new EnumMap<>(Computation.class);
  private final Map<Computation, Long> bytes = new EnumMap<>(Computation.class);

  ExportedModels(int threads) throws IOException {
    this.threads = threads;
    folder = TemporaryFolder.create("execution");
  }

  /** Writes a graph and opens it. */
  ExecutedModel add(Computation by, OnnxExport export) throws IOException {
    Path own = Files.createDirectory(folder.path().resolve(by.key()));
    Path file = own.resolve("model.onnx");
    export.write(file, VERSION);
    bytes.put(by, size(own));
    ExecutedModel model = new ExecutedModel(file, threads);
    models.put(by, model);
    return model;
  }

  private static long size(Path folder) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  /** In the order of {@link Computation}. */
  Map<Computation, ExecutedModel> models() {
    return models;
  }

  /** Bytes of each graph with its weights. */
  Map<Computation, Long> bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    models.values().forEach(ExecutedModel::close);
    folder.close();
  }
}
