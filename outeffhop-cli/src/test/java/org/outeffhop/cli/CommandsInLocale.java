package org.outeffhop.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.outeffhop.cli.CommandRun.Outcome;

/**
 * A process that runs the main commands one after the other in its working folder, under the
 * locale, encoding and time zone that it was started with, and writes down what each of them said.
 */
final class CommandsInLocale {
  /** A folder with runs of another process, which the same commands go on with. */
  static final String OTHERS = "others";

  private static final String OPT = "runs/opt-outeffhop-seed0";
  private static final String STANHOP = "forecast/stanhop-outeffhop-seed0";

  private final Path said;
  private int count;

  /** Writes what commands say to files in a folder. */
  private CommandsInLocale(Path said) {
    this.said = said;
  }

  /** Runs all; fails if a command ends with another code than it should. */
  public static void main(String[] args) throws IOException {
    new CommandsInLocale(Path.of("")).all();
    if (Files.isDirectory(Path.of(OTHERS))) {
      new CommandsInLocale(Path.of(OTHERS)).train(OTHERS + "/");
    }
  }

  private void all() throws IOException {
    run(0, "compare", "--help");
    run(0, "data", "check", "text.txt");
    run(0, "data", "check", "series.csv");
    train("");
    run(0, "inspect", OPT);
    run(0, "quantize", OPT, "--data", "text.txt", "--bits", "W8A8,W4A4", "--out", "quantized");
    run(0, "export", OPT, "--data", "text.txt", "--precision", "int8", "--out", "opt-int8");
    run(0, "export", STANHOP, "--series", "series.csv", "--out", "stanhop-fp32");
    run(0, "run", "opt-int8", "the number 7 is — café", "--max-new-tokens", "4");
    run(0, "run", "stanhop-fp32", "series.csv");
    run(0, "report", "runs", "--out", "report.html");
    run(0, "memory", "capacity", "--dimension", "8", "--patterns", "4,16", "--out", "capacity");
    run(2, "compare", "--preset", "smoke", "--steps", "1234567", "--warmup", "2345678");
    run(1, "run", "opt-int8", "a ".repeat(1500));
    run(1, "inspect", "missing");
  }

  private void train(String before) throws IOException {
    smoke("compare --model opt,vit --data text.txt --cache cache --out " + before + "runs");
    smoke("forecast --data series.csv --out " + before + "forecast");
  }

  private void smoke(String command) throws IOException {
    String all = command + " --preset smoke --attention outeffhop --seeds 1 --parallel 1";
    run(0, all.split(" "));
  }

  private void run(int code, String... command) throws IOException {
    Outcome outcome = CommandRun.of(command);
    Files.writeString(
        said.resolve("said-" + ++count + "-" + command[0] + ".txt"),
        List.of(outcome.code(), outcome.out(), outcome.err()).toString(),
        StandardCharsets.UTF_8);
    if (outcome.code() != code) {
      throw new AssertionError(String.join(" ", command) + ": " + outcome);
    }
  }
}
