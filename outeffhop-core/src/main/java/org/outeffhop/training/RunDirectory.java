package org.outeffhop.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.JsonFile;
import org.outeffhop.files.VouchedFiles;

/** The folder of one run. The run is complete when {@value #RESULT} is in it. */
public final class RunDirectory {
  /** The file written last. */
  public static final String RESULT = VouchedFiles.RESULT;

  /** Data; no reports, which people may edit. */
  private static final Pattern VOUCHED = Pattern.compile("[^.].*\\.(json|jsonl|safetensors)");

  private final Path folder;

  private RunDirectory(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes the folder, or takes one whose run did not finish.
   *
   * @throws IllegalArgumentException if it holds a complete run or is a file
   */
  public static RunDirectory create(Path folder) {
    requireIncomplete(folder);
    return openOrCreate(folder);
  }

  /**
   * Checks, before any work, that {@link #create} will not meet a complete run.
   *
   * @throws IllegalArgumentException if the folder holds one
   */
  public static void requireIncomplete(Path folder) {
    if (isComplete(folder)) {
      throw new IllegalArgumentException(
          folder + " already holds a complete run (" + RESULT + "); choose another folder");
    }
  }

  /**
   * Makes the folder, or takes one that is there, complete or not.
   *
   * @throws IllegalArgumentException if it is a file
   */
  public static RunDirectory openOrCreate(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new IllegalArgumentException(
          folder + " cannot be the folder of a run: " + e.getFile() + " is a file", e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot create the folder " + folder + ": " + FileFaults.reason(e), e);
    }
    return new RunDirectory(folder);
  }

  /** Whether a run in the folder has finished. */
  public static boolean isComplete(Path folder) {
    return Files.isRegularFile(folder.resolve(RESULT));
  }

  /** The folder. */
  public Path path() {
    return folder;
  }

  /** A file in the folder, which need not be there yet. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * Completes the run: puts all data of the folder on the disk, and then {@value #RESULT}, which
   * vouches for them.
   *
   * @param unvouched names of files that may change without harm
   */
  public void complete(ObjectNode result, Set<String> unvouched) {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .filter(name -> VOUCHED.matcher(name).matches() && !unvouched.contains(name))
              .toList();
      VouchedFiles.write(file(RESULT), result, names);
    } catch (IOException e) {
      throw FileFaults.unreadable(folder, e);
    }
  }

  /**
   * Checks that a complete run is what its result vouches for.
   *
   * @throws IllegalArgumentException naming the file that is not
   */
  public static void requireWhole(Path folder) {
    VouchedFiles.problem(folder.resolve(RESULT))
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(
                  "%s; the run is damaged: delete the folder %s to make it again"
                      .formatted(problem, folder));
            });
  }

  /** Writes a value as JSON, whole or not at all. */
  public void writeJson(String name, Object value) {
    JsonFile.write(file(name), value);
  }
}
