package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.quantization.RangeEstimator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

class OutEffHopTest {
  enum Attention {
    VANILLA,
    CLIPPED_OUTEFFHOP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Command(name = "probe")
  static final class Probe implements Callable<Integer> {
    private final Throwable thrown;

    @ParentCommand private OutEffHop outeffhop;

    @Option(names = "--steps")
    private int steps;

    @Option(names = "--attention", split = ",")
    private List<Attention> attention;

    Probe(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    public Integer call() throws Exception {
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown != null) {
        throw (Exception) thrown;
      }
      return outeffhop.debug() ? 40 + steps : steps;
    }
  }

  /** What one call printed and returned. */
  record Outcome(int code, String out, String err) {}

  private static Outcome run(Map<String, String> environment, Throwable thrown, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = OutEffHop.commandLine(environment);
    commandLine.addSubcommand(new Probe(thrown));
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int code = OutEffHop.run(commandLine, args);
    return new Outcome(code, out.toString(), err.toString());
  }

  private static Outcome run(String... args) {
    return run(Map.of(), null, args);
  }

  private static Outcome runThrowing(Throwable thrown) {
    return run(Map.of(), thrown, "probe");
  }

  @Test
  void lettersThatTheLocaleLostAreRefusedAndNotComputedWith(@TempDir Path folder)
      throws IOException {
    Path line = folder.resolve("cmdline");
    assertEquals(
        Optional.of(
            "argument 3 has letters that are not in the locale's encoding, ANSI_X3.4-1968; set LC_ALL=C.UTF-8"),
        OutEffHop.lostLetters(List.of("run", "model", "caf\uFFFD\uFFFD"), "ANSI_X3.4-1968", line));
    assertEquals(
        Optional.empty(), OutEffHop.lostLetters(List.of("run", "caf\u00e9"), "ISO-8859-1", line));
    List<String> args = List.of("run", "\uFFFD");
    assertEquals(Optional.empty(), OutEffHop.lostLetters(args, "UTF-8", line));
    Files.writeString(line, "run\0\uFFFD\0");
    assertEquals(Optional.empty(), OutEffHop.lostLetters(args, "UTF-8", line));
    Files.write(line, new byte[] {'r', 'u', 'n', 0, (byte) 0xFF, 0});
    assertEquals(
        Optional.of(
            "argument 2, '\uFFFD', has bytes that are not UTF-8, the locale's encoding; rename what it names, or name its folder"),
        OutEffHop.lostLetters(args, "UTF-8", line));
  }

  @Test
  void helpListsEveryRangeEstimator() {
    String help = run("quantize", "--help").out().replaceAll("\\s+", "");
    assertTrue(help.contains(String.join(",", RangeEstimator.choices())), help);
  }

  @Test
  void helpNamesTheCommandsAndTheExitCodes() {
    Outcome outcome = run("--help");
    assertAll(
        () -> assertEquals(0, outcome.code()),
        () -> assertTrue(outcome.out().contains("Usage: outeffhop"), outcome.out()),
        () -> assertTrue(outcome.out().contains("  130   interrupted"), outcome.out()),
        () -> assertEquals("", outcome.err()));
  }

  @Test
  void versionNamesProjectLibtorchAndJava() {
    String[] lines = run("--version").out().split("\\R");
    assertAll(
        () -> assertEquals(3, lines.length),
        () -> assertTrue(lines[0].matches("outeffhop \\d+\\.\\d+\\.\\d+.*"), lines[0]),
        () ->
            assertTrue(
                lines[1].matches("libtorch \\d+\\.\\d+\\.\\d+-.* \\(org\\.bytedeco:pytorch, .+\\)"),
                lines[1]),
        () -> assertTrue(lines[2].startsWith("Java " + Runtime.version()), lines[2]));
  }

  @Test
  void exitCodeOfTheCommandPassesThrough() {
    assertEquals(new Outcome(7, "", ""), run("probe", "--steps", "7"));
  }

  @Test
  void missingCommandIsAUsageError() {
    assertEquals(
        new Outcome(
            2,
            "",
            lines(
                "outeffhop: a command is missing; the commands are compare, forecast, convert, study, inspect, quantize, export, run, serve, report, verify-resume, doctor, memory, data, benchmark, help, probe",
                "Try 'outeffhop --help'.")),
        run());
  }

  @Test
  void mistypedCommandIsNamedWithWhatWouldBeRight() {
    assertEquals(
        new Outcome(
            2,
            "",
            lines(
                "outeffhop: unknown command 'prob'; the commands are compare, forecast, convert, study, inspect, quantize, export, run, serve, report, verify-resume, doctor, memory, data, benchmark, help, probe",
                "Did you mean: outeffhop probe?",
                "Try 'outeffhop --help'.")),
        run("prob"));
  }

  @Test
  void mistypedOptionIsNamedWithWhatWouldBeRight() {
    assertEquals(
        new Outcome(
            2,
            "",
            lines(
                "outeffhop: Unknown option: '--step'",
                "Possible solutions: --steps",
                "Try 'outeffhop probe --help'.")),
        run("probe", "--step"));
  }

  @Test
  void wrongValueIsNamedWithItsOption() {
    assertEquals(
        new Outcome(
            2,
            "",
            lines(
                "outeffhop: Invalid value for option '--steps': 'many' is not an int",
                "Try 'outeffhop probe --help'.")),
        run("probe", "--steps", "many"));
  }

  @Test
  void wrongChoiceListsTheChoices() {
    assertEquals(
        new Outcome(
            2,
            "",
            lines(
                "outeffhop: 'gated' is not a valid value of --attention; it can be vanilla,"
                    + " clipped-outeffhop",
                "Try 'outeffhop probe --help'.")),
        run("probe", "--attention", "vanilla,gated"));
    assertEquals(0, run("probe", "--attention", "clipped-outeffhop").code());
  }

  @Test
  void argumentWithoutPlaceIsAUsageError() {
    assertEquals(
        new Outcome(
            2,
            "",
            lines("outeffhop: unexpected argument 'text.txt'", "Try 'outeffhop probe --help'.")),
        run("probe", "text.txt"));
  }

  @Test
  void refusedInputIsOneLine() {
    assertEquals(
        new Outcome(1, "", lines("outeffhop: num_heads is 7, but hidden_size 32 is no multiple")),
        runThrowing(
            new IllegalArgumentException("num_heads is 7, but hidden_size 32 is no multiple")));
  }

  @Test
  void failedFileAccessIsOneLine() {
    assertEquals(
        new Outcome(1, "", lines("outeffhop: no such file: data.txt")),
        runThrowing(new NoSuchFileException("data.txt")));
    assertEquals(
        new Outcome(1, "", lines("outeffhop: config.json: no field hidden_size")),
        runThrowing(
            new UncheckedIOException(new IOException("config.json: no field hidden_size"))));
  }

  @Test
  void debugShowsTheStackTrace() {
    IllegalArgumentException refused = new IllegalArgumentException("steps is 0");
    for (Outcome outcome :
        new Outcome[] {
          run(Map.of(), refused, "--debug", "probe"),
          run(Map.of(), refused, "probe", "--debug"),
          run(Map.of("OUTEFFHOP_DEBUG", "1"), refused, "probe")
        }) {
      assertEquals(1, outcome.code());
      assertTrue(outcome.err().startsWith("outeffhop: steps is 0"), outcome.err());
      assertTrue(outcome.err().contains("\tat " + OutEffHopTest.class.getName()), outcome.err());
    }
    assertEquals(43, run("probe", "--debug", "--steps", "3").code());
  }

  @Test
  void faultOfTheProgramSaysWhereTheStackTraceIs() throws IOException {
    for (Throwable fault :
        new Throwable[] {
          new IllegalStateException("first line\nsecond line"), new StackOverflowError()
        }) {
      Outcome outcome = runThrowing(fault);
      String[] printed = outcome.err().split("\\R");
      assertEquals(1, outcome.code());
      assertEquals("outeffhop: unexpected error: " + fault.toString().split("\n")[0], printed[0]);
      String before = "The stack trace is in ";
      assertTrue(printed[1].startsWith(before), printed[1]);
      Path file = Path.of(printed[1].substring(before.length()));
      assertTrue(Files.readString(file).startsWith(fault.toString()));
      Files.delete(file);
    }
  }

  @Test
  void interruptionHasItsExitCode() {
    assertEquals(
        new Outcome(130, "", lines("outeffhop: interrupted; give the same command again")),
        runThrowing(new InterruptedException()));
    assertTrue(Thread.interrupted());
  }

  private static String lines(String... lines) {
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }
}
