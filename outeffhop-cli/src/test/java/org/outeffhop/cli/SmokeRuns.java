package org.outeffhop.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.outeffhop.cli.CommandRun.Outcome;
import org.outeffhop.files.TemporaryFolder;

/**
 * The runs of one small comparison of every kind of model, vanilla and OutEffHop. They are trained
 * once and read by many tests; a test that would write into a run takes a {@link #copy} of it.
 *
 * <p>One run is trained at a time, with as many threads as whatever measures it afterwards: so the
 * comparison's numbers come out again to the last digit.
 */
final class SmokeRuns implements AutoCloseable {
  private final TemporaryFolder folder;
  private final Path text;
  private final Map<Path, Integer> trained;

  private SmokeRuns(TemporaryFolder folder) throws IOException {
    this.folder = folder;
    text = CountingText.in(folder.path());
    compare(
        runs(),
        "--model",
        "bert,opt,llama,vit,stanhop",
        "--attention",
        "vanilla,outeffhop",
        "--parallel",
        "1");
    trained = contents();
  }

  /** Trains them, which takes a few seconds. */
  static SmokeRuns train() throws IOException {
    TemporaryFolder folder = TemporaryFolder.create("smoke");
    try {
      return new SmokeRuns(folder);
    } catch (IOException | RuntimeException | AssertionError e) {
      folder.close();
      throw e;
    }
  }

  /** Makes another comparison on the same text. */
  void compare(Path out, String... options) {
    String[] always = {
      "--quiet", "compare", "--preset", "smoke", "--data", text.toString(), "--out", out.toString()
    };
    String[] all = Arrays.copyOf(always, always.length + options.length + 2);
    System.arraycopy(options, 0, all, always.length, options.length);
    all[all.length - 2] = "--cache";
    all[all.length - 1] = folder.path().resolve("cache").toString();
    Outcome outcome = CommandRun.of(all);
    if (outcome.code() != 0) {
      throw new AssertionError(outcome.err());
    }
  }

  /** The folder of the comparison. */
  Path runs() {
    return folder.path().resolve("runs");
  }

  /** The text that language models were trained on. */
  Path text() {
    return text;
  }

  /** The folder of a run. */
  Path run(String model, String attention) {
    return runs().resolve(model + "-" + attention + "-seed0");
  }

  /** Some files of a run in a new folder. */
  static Path copy(Path run, Path to, String... files) throws IOException {
    Files.createDirectories(to);
    for (String file : files) {
      Files.copy(run.resolve(file), to.resolve(file));
    }
    return to;
  }

  /** Fails if a test has changed what others read. */
  void requireUnchanged() throws IOException {
    Map<Path, Integer> now = contents();
    Map<Path, Integer> changed = new TreeMap<>(now);
    changed.entrySet().removeAll(trained.entrySet());
    Map<Path, Integer> lost = new TreeMap<>(trained);
    lost.keySet().removeAll(now.keySet());
    if (!changed.isEmpty() || !lost.isEmpty()) {
      throw new AssertionError(
          "runs that are shared were written into: changed %s, deleted %s"
              .formatted(changed.keySet(), lost.keySet()));
    }
  }

  private Map<Path, Integer> contents() throws IOException {
    Map<Path, Integer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(runs())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file, Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
