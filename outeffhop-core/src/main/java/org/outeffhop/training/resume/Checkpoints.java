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
import org.outeffhop.tensor.AtomicFile;
import org.outeffhop.tensor.TensorScope;

/**
 * The states of one run in a folder, {@code step-000001200.safetensors} each. A file is written
 * under another name, put on the disk and moved, so that whenever the process or the machine stops
 * the states under these names are whole; a checksum finds what a disk lost later.
 */
public final class Checkpoints {
  /** The name of the folder in that of a run. */
  public static final String FOLDER = "checkpoints";

  private static final Pattern NAME = Pattern.compile("step-\\d{9,}\\.safetensors");

  private final Path folder;
  private final CheckpointPolicy policy;
  private final Consumer<String> notices;
  private final Writer writer;
  private long savedAt = System.nanoTime();
  private long savedStep;

  /** Puts a file on the disk. */
  @FunctionalInterface
  interface Writer {
    void write(Path file, AtomicFile.Content content) throws IOException;
  }

  /**
   * Those of a run, which no other process trains.
   *
   * @param run the run's folder
   * @param notices told what a user should know: a damaged state, a full disk
   */
  public Checkpoints(Path run, CheckpointPolicy policy, Consumer<String> notices) {
    this(run, policy, notices, AtomicFile::writeDurably);
  }

  Checkpoints(Path run, CheckpointPolicy policy, Consumer<String> notices, Writer writer) {
    folder = run.resolve(FOLDER);
    this.policy = policy;
    this.notices = notices;
    this.writer = writer;
  }

  /**
   * Sets all parts to the newest state that is whole; a damaged one is told of and passed over.
   *
   * @return the updates that had been made; 0 where there is no state, and nothing is set
   * @throws IllegalArgumentException if a whole state does not fit the parts
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
      notices.accept(e.getMessage() + "; the state before it is used, or the beginning");
      return Optional.empty();
    }
  }

  private static void load(Path file, TrainingState state, List<Stateful> parts) {
    try {
      parts.forEach(part -> part.load(state));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s does not fit this run: %s. Delete the folder %s to start the run anew."
              .formatted(file, e.getMessage(), file.getParent()),
          e);
    }
  }

  /** Whether it is time to write the state after that many updates. */
  public boolean due(long step) {
    boolean bySteps = policy.steps() > 0 && step % policy.steps() == 0;
    double seconds = (System.nanoTime() - savedAt) / 1e9;
    return bySteps || (policy.seconds() > 0 && seconds >= policy.seconds());
  }

  /**
   * Writes the state, unless the one of this step is there, and deletes the oldest ones. Where that
   * fails, as on a full disk, the states before are left and the user is told.
   *
   * @return whether it was written, or had been
   */
  public boolean save(long step, List<Stateful> parts) {
    savedAt = System.nanoTime();
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
              "cannot write the state of step %,d into %s: %s; %s",
              step,
              folder,
              e.getMessage(),
              savedStep == 0
                  ? "there is none before it"
                  : String.format(Locale.ROOT, "that of step %,d is there", savedStep)));
      return false;
    }
  }

  /** The newest state, if there is one. */
  public Optional<Path> newest() {
    return newestFirst().stream().findFirst();
  }

  /** States after the one just written are damaged: it was not reached from them. */
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

  /** What a process left that was killed while it wrote. */
  private void deleteTemporary() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Checkpoints::isTemporary).toList()) {
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
      throw new UncheckedIOException("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Deletes the states of a run that is finished. */
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
      throw new UncheckedIOException("cannot delete " + folder + ": " + e.getMessage(), e);
    }
  }
}
