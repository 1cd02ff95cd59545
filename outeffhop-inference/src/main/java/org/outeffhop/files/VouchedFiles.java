package org.outeffhop.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A result, a JSON object, that vouches for files beside it: its field {@value #FIELD} has the size
 * and the SHA-256 of each by name. It is written last and durably, so that whenever the process or
 * the machine stops there is either no such result or everything that it vouches for. Later damage,
 * and files of another result, are found when the folder is opened.
 */
public final class VouchedFiles {
  /** The result of a run, a measurement or an export. */
  public static final String RESULT = "result.json";

  /** The result of a conversion, beside that of its training. */
  public static final String CONVERSION = "conversion.json";

  private static final String FIELD = "checksums";
  private static final String BYTES = "bytes";
  private static final String SHA256 = "sha256";
  private static final long MOST_BYTES = 1L << 26;

  private VouchedFiles() {}

  /**
   * Puts the files on the disk, and then the result with their checksums.
   *
   * @param result the result's file
   * @param content what else is in it
   * @param names of files in the same folder
   * @throws UncheckedIOException naming the file that cannot be written
   */
  public static void write(Path result, ObjectNode content, Collection<String> names) {
    ObjectNode vouching = content.deepCopy();
    ObjectNode checksums = vouching.putObject(FIELD);
    for (String name : new TreeSet<>(names)) {
      Path file = result.resolveSibling(name);
      try {
        AtomicFile.sync(file);
        checksums.putObject(name).put(BYTES, Files.size(file)).put(SHA256, sha256(file));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "cannot put %s on the disk: %s".formatted(file, FileFaults.reason(e)), e);
      }
    }
    JsonFile.writeDurably(result, vouching);
  }

  /** Reads what else is in a result. */
  public static ObjectNode content(Path result) {
    ObjectNode content = JsonFile.readObject(result, MOST_BYTES);
    content.remove(FIELD);
    return content;
  }

  /** The names of the files that a result vouches for; none if it is of an earlier version. */
  public static List<String> names(Path result) {
    List<String> names = new ArrayList<>();
    JsonFile.readObject(result, MOST_BYTES).path(FIELD).fieldNames().forEachRemaining(names::add);
    return names;
  }

  /**
   * What is wrong with the files that a result vouches for.
   *
   * @throws IllegalArgumentException if the result is not JSON
   */
  public static Optional<String> problem(Path result) {
    JsonNode checksums = JsonFile.readObject(result, MOST_BYTES).path(FIELD);
    return names(result).stream()
        .map(name -> problem(result, name, checksums.path(name)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * Refuses a file that is not the one for which a result beside it vouches, if one does.
   *
   * @throws IllegalArgumentException naming both
   */
  public static void require(Path file) {
    for (String result : List.of(RESULT, CONVERSION)) {
      Path beside = file.resolveSibling(result);
      if (Files.isRegularFile(beside)) {
        problem(beside, file.getFileName().toString())
            .ifPresent(
                problem -> {
                  throw new IllegalArgumentException(
                      "%s; make it again, or delete %s to use the file as it is"
                          .formatted(problem, beside));
                });
      }
    }
  }

  private static Optional<String> problem(Path result, String name) {
    try {
      JsonNode vouched = JsonFile.readObject(result, MOST_BYTES).path(FIELD).path(name);
      return vouched.isMissingNode() ? Optional.empty() : problem(result, name, vouched);
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static Optional<String> problem(Path result, String name, JsonNode vouched) {
    Path file = result.resolveSibling(name);
    if (!Files.isRegularFile(file)) {
      return Optional.of("there is no %s, for which %s vouches".formatted(file, result));
    }
    try {
      long bytes = vouched.path(BYTES).asLong();
      if (Files.size(file) != bytes) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "%s has %,d bytes, but %s vouches for %,d",
                file,
                Files.size(file),
                result,
                bytes));
      }
      return sha256(file).equals(vouched.path(SHA256).asText())
          ? Optional.empty()
          : Optional.of(
              "%s is not the file for which %s vouches: its SHA-256 is another one"
                  .formatted(file, result));
    } catch (IOException e) {
      return Optional.of("cannot read " + file + ": " + FileFaults.reason(e));
    }
  }

  private static String sha256(Path file) throws IOException {
    return FileDigest.of(file, "SHA-256");
  }
}
