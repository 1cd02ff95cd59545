package org.outeffhop.inspection;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.JsonFile;

/** Collects the findings of an inspection. */
final class Findings {
  private final Path path;
  private final String kind;
  private final Map<String, Object> facts = new LinkedHashMap<>();
  private final List<String> commands = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  /** Reads something that may be damaged. */
  @FunctionalInterface
  interface Reading {
    void run() throws IOException;
  }

  Findings(Path path, String kind) {
    this.path = path;
    this.kind = kind;
  }

  void fact(String name, Object value) {
    facts.put(name, value);
  }

  void takenBy(String command) {
    commands.add(command);
  }

  /** A command that takes a path as its last word; no such word is an option or built-in data. */
  void takenBy(String command, Path path) {
    String name = path.toString();
    String word = name.startsWith("-") || isBuiltin(name) ? "./" + name : name;
    takenBy(command + " " + ShellWord.of(word));
  }

  private static boolean isBuiltin(String name) {
    return name.startsWith("builtin") || TextCorpus.isNamed(name);
  }

  void problem(Path file, String reason) {
    problems.add(new Problem(file.toString(), reason));
  }

  /** Runs a reader; an error becomes a problem of the file. Returns whether the file was read. */
  boolean read(Path file, Reading reading) {
    try {
      reading.run();
      return true;
    } catch (JsonProcessingException e) {
      problem(file, "is not JSON: " + JsonFile.reason(e));
      return false;
    } catch (IllegalArgumentException | UncheckedIOException | IOException e) {
      problem(file, reason(e));
      return false;
    }
  }

  private static String reason(Exception e) {
    if (e instanceof FileSystemException fault) {
      return "cannot be read: " + FileFaults.reason(fault);
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  Inspection finished() {
    return new Inspection(path.toString(), kind, facts, commands, problems);
  }
}
