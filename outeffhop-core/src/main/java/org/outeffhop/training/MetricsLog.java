package org.outeffhop.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.Folders;
import org.outeffhop.tensor.ResidentMemory;
import org.outeffhop.training.resume.Stateful;
import org.outeffhop.training.resume.TrainingState;

/**
 * A file with one JSON object a line, one for every update and for every evaluation, readable while
 * training goes on. Taken back to a state it ends where it ended then.
 */
public final class MetricsLog implements TrainingListener, Stateful, AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BYTES = "metrics.bytes";

  private final Path file;
  // Not a channel, which an interrupt closes.
  private final RandomAccessFile out;
  private boolean begun;

  /** Starts the file anew with the first line, unless a state is loaded before. */
  public MetricsLog(Path file) {
    this.file = file;
    try {
      out = new RandomAccessFile(file.toFile(), "rw");
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
    line.put("resident_bytes", ResidentMemory.bytes());
    write(line);
  }

  /**
   * Adds a line: what it says by name, and with it the step it was measured after.
   *
   * @throws IllegalArgumentException if the file was deleted
   */
  public void write(Map<String, Object> line) {
    Folders.requireStill(file);
    try {
      if (!begun) {
        out.setLength(0);
        begun = true;
      }
      out.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** Puts the lines on the disk and says how long the file is. */
  @Override
  public void save(TrainingState state) {
    try {
      out.getFD().sync();
      state.put(BYTES, out.length());
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  @Override
  public void load(TrainingState state) {
    long bytes = state.number(BYTES);
    try {
      if (out.length() < bytes) {
        throw new IllegalArgumentException(
            "%s has %d bytes, but had %d when the checkpoint was written"
                .formatted(file, out.length(), bytes));
      }
      out.setLength(bytes);
      out.seek(bytes);
      begun = true;
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private UncheckedIOException cannotWrite(IOException e) {
    return FileFaults.unwritable(file, e);
  }
}
