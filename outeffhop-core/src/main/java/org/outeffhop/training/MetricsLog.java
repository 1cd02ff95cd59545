package org.outeffhop.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** One JSON object a line for every step. */
public final class MetricsLog implements TrainingListener, AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
  private final Writer writer;

  /** Starts the file anew. */
  public MetricsLog(Path file) throws IOException {
    writer = Files.newBufferedWriter(file);
  }

  @Override
  public void onStep(StepResult result) {
    try {
      writer.write(JSON.writeValueAsString(result));
      writer.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("the training log cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
