package org.outeffhop.training.resume;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.outeffhop.files.AtomicFile;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.Folders;
import org.outeffhop.tensor.TensorScope;

/**
 * The checkpoints of one run, files {@code step-000001200.safetensors} in a folder. A file is
 * written under another name, flushed to the disk and moved, so that the files under these names
 * are complete whenever the process or the machine stops; a checksum detects later damage on the
 * disk.
 */
public final class TrainingCheckpoints {
  /** The name of the folder within the folder of a run. */
  public static final String FOLDER = "checkpoints";

  private static final Pattern NAME = Pattern.compile("step-\\d{9,}\\.safetensors");

  private final Path folder;
  private final CheckpointPolicy policy;
  private final Consumer<String> notices;
  private final Writer writer;
  private long savedAt = System.nanoTime();
  private long savedStep;

  /** Writes a file durably. */
  @FunctionalInterface
  interface Writer {
    void write(Path file, AtomicFile.Content content) throws IOException;
  }

  /**
   * The checkpoints of a run, which no other process may train.
   *
   * @param run the run's folder
   * @param notices receives messages for the user: a damaged checkpoint, a full disk
   */
  public TrainingCheckpoints(Path run, CheckpointPolicy policy, Consumer<String> notices) {
    this(run, policy, notices, AtomicFile::writeDurably);
  }

  TrainingCheckpoints(Path run, CheckpointPolicy policy, Consumer<String> notices, Writer writer) {
    folder = run.resolve(FOLDER);
    this.policy = policy;
    this.notices = notices;
    this.writer = writer;
  }

  /**
   * Restores all parts from the newest intact checkpoint; a damaged one is reported and skipped.
   *
   * @return the number of updates that had been made; 0 if there is no checkpoint, and nothing is
   *     restored
   * @throws IllegalArgumentException if an intact checkpoint does not fit the parts
   */
  public long restore(List<Stateful> parts) {
    for (Path file : newestFirst()) {
      try (TensorScope scope = TensorScope.open()) {
        Optional<TrainingState> state = read(file);
        if (state.isPresent()) {
          load(file, state.get(), parts);
          savedStep = state.get().step();
          return savedStep;
        }
      }
    }
    return 0;
  }

  private Optional<TrainingState> read(Path file) {
    try {
      return Optional.of(StateFile.read(file));
    } catch (IllegalArgumentException | UncheckedIOException e) {
      notices.accept(
          e.getMessage()
              + "; the previous checkpoint is used, or training starts over if there is none");
      return Optional.empty();
    }
  }

  private static void load(Path file, TrainingState state, List<Stateful> parts) {
    try {
      parts.forEach(part -> part.load(state));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s does not fit this run: %s. Delete the folder %s to start the run over."
              .formatted(file, e.getMessage(), file.getParent()),
          e);
    }
  }

  /** Whether it is time to write a checkpoint after this many updates. */
  public boolean due(long step) {
    boolean bySteps = policy.steps() > 0 && step % policy.steps() == 0;
    double seconds = (System.nanoTime() - savedAt) / 1e9;
    return bySteps || (policy.seconds() > 0 && seconds >= policy.seconds());
  }

  /**
   * Writes a checkpoint, unless there is one of this step, and deletes the oldest ones. If that
   * fails, for example on a full disk, earlier checkpoints are kept and the user is told.
   *
   * @return whether it was written, now or before
   * @throws IllegalArgumentException if the run's folder was deleted
   */
  public boolean save(long step, List<Stateful> parts) {
    savedAt = System.nanoTime();
    Folders.requireStill(folder.toAbsolutePath().getParent());
    if (step == savedStep) {
      return true;
    }
    try (TensorScope scope = TensorScope.open()) {
      TrainingState state = new TrainingState(step);
      parts.forEach(part -> part.save(state));
      Files.createDirectories(folder);
      Path file = folder.resolve(String.format(Locale.ROOT, "step-%09d.safetensors", step));
      writer.write(file, StateFile.content(file, state));
      savedStep = step;
      prune(file);
      return true;
    } catch (IOException e) {
      notices.accept(
          String.format(
              Locale.ROOT,
              "cannot write the checkpoint of step %,d to %s: %s; %s",
              step,
              folder,
              e.getMessage(),
              savedStep == 0
                  ? "there is no earlier one"
                  : String.format(Locale.ROOT, "the one of step %,d remains", savedStep)));
      return false;
    }
  }

  /** The newest checkpoint, if there is one. */
  public Optional<Path> newest() {
    return newestFirst().stream().findFirst();
  }

  /**
   * Checkpoints of later steps than the one just written are damaged, since training did not
   * continue from them.
   */
  private void prune(Path written) throws IOException {
    int kept = 0;
    for (Path file : newestFirst()) {
      boolean damaged = file.compareTo(written) > 0;
      if (damaged || kept++ >= policy.keep()) {
        Files.delete(file);
      }
    }
    deleteTemporary();
  }

  /** Deletes what a process left behind that was killed while it wrote. */
  private void deleteTemporary() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(TrainingCheckpoints::isTemporary).toList()) {
        Files.delete(file);
      }
    }
  }

  private static boolean isTemporary(Path file) {
    return file.toString().endsWith(AtomicFile.TEMPORARY_SUFFIX);
  }

  private List<Path> newestFirst() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted(Collections.reverseOrder(Comparator.comparing(Path::toString)))
          .toList();
    } catch (IOException e) {
      throw FileFaults.unreadable(folder, e);
    }
  }

  /** Deletes the checkpoints of a finished run. */
  public static void delete(Path run) {
    Path folder = run.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (isTemporary(file) || NAME.matcher(file.getFileName().toString()).matches()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder + ": " + FileFaults.reason(e), e);
    }
  }
}
