package org.outeffhop.cli.builtin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.outeffhop.data.fetch.Checksum;
import org.outeffhop.progress.Progress;

/**
 * A jar that Maven fetches from wherever the user's settings say, and keeps in its own repository.
 *
 * @param group its group
 * @param name its artifact
 * @param version its version
 * @param bytes how large it is
 * @param sha256 what its bytes must be, in lower-case hexadecimal
 */
record MavenArtifact(String group, String name, String version, long bytes, String sha256) {
  private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";
  private static final int LAST_LINES = 5;
  private static final String MAVEN =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows")
          ? "mvn.cmd"
          : "mvn";

  /**
   * Has Maven copy the jar into an empty folder.
   *
   * @throws IllegalArgumentException if Maven is missing or cannot fetch it, or it is another one
   */
  Path into(Path folder, Progress progress) {
    return into(folder, List.of(MAVEN), progress);
  }

  /** The same with another command for Maven. */
  Path into(Path folder, List<String> maven, Progress progress) {
    Path output = folder.resolve("maven.log");
    List<String> command = new ArrayList<>(maven);
    command.addAll(
        List.of(
            "-B",
            "-ntp",
            COPY,
            "-Dartifact=" + this,
            "-DoutputDirectory=" + folder.toAbsolutePath()));
    try {
      run(command, folder, output, progress);
      Path jar = folder.resolve(name + "-" + version + ".jar");
      if (!Files.isRegularFile(jar)) {
        throw new IllegalArgumentException("Maven did not fetch " + this + ": " + end(output));
      }
      progress.update("checking " + name, 0, 0);
      requireSame(jar);
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot fetch " + this + ": " + e.getMessage(), e);
    }
  }

  private void run(List<String> command, Path folder, Path output, Progress progress)
      throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s is fetched with Maven, and %s cannot be started; install Maven 3.8 or newer"
              .formatted(this, command.get(0)),
          e);
    }
    try {
      while (!process.waitFor(1, TimeUnit.SECONDS)) {
        progress.update(
            String.format(Locale.ROOT, "fetching %s (%d MB) with Maven", name, bytes / 1_000_000),
            0,
            0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while " + name + " was fetched");
    } finally {
      process.destroy();
    }
    if (process.exitValue() != 0) {
      throw new IllegalArgumentException("Maven could not fetch " + this + ": " + end(output));
    }
  }

  private static String end(Path output) throws IOException {
    List<String> lines =
        new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith("[ERROR]"))
            .toList();
    return lines.isEmpty()
        ? "it gave no reason"
        : String.join("\n  ", lines.subList(0, Math.min(LAST_LINES, lines.size())));
  }

  private void requireSame(Path jar) throws IOException {
    String actual = new Checksum("SHA-256", sha256, "this project").of(jar);
    if (!actual.equals(sha256)) {
      throw new IllegalArgumentException(
          "%s has %d bytes with SHA-256 %s; it must have %d with %s"
              .formatted(this, Files.size(jar), actual, bytes, sha256));
    }
  }

  /** Its coordinates. */
  @Override
  public String toString() {
    return String.join(":", group, name, version);
  }
}
