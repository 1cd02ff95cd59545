package org.outeffhop.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.outeffhop.tensor.ProcessMemory;

/**
 * A file with one JSON object a line, one for every update and for every evaluation, readable while
 * training goes on.
 */
public final class MetricsLog implements TrainingListener, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final BufferedWriter writer;

  /** Starts the file anew. */
  public MetricsLog(Path file) {
    this.file = file;
    try {
      writer = Files.newBufferedWriter(file);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  @Override
  public void onStep(StepResult result) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", result.step());
    line.put("loss", result.loss());
    line.put("learning_rate", result.learningRate());
    line.put("grad_norm", result.gradientNorm());
    line.put("tokens", result.tokens());
    line.put("seconds", result.seconds());
    line.put("resident_bytes", ProcessMemory.residentBytes());
    write(line);
  }

  /** Adds a line: what it says by name, and with it the step it was measured after. */
  public void write(Map<String, Object> line) {
    try {
      writer.write(JSON.writeValueAsString(line) + "\n");
      writer.flush();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private UncheckedIOException cannotWrite(IOException e) {
    return new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
  }
}
