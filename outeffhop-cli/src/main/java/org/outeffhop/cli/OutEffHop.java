package org.outeffhop.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.outeffhop.experiment.run.Provenance;
import org.outeffhop.inspection.ShellWord;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command {@code outeffhop}. It holds what all commands share; the work is done in its
 * subcommands.
 *
 * <p>Exit codes: 0 success, 1 the run failed, 2 invalid command line, 130 interrupted.
 *
 * <p>A subcommand is one class with {@code @Command}, listed below, that implements {@code
 * Callable<Integer>} or {@code Runnable}. It reaches the shared options through a field
 * {@code @ParentCommand OutEffHop outeffhop}, prints results to {@code spec.commandLine().getOut()}
 * and lets exceptions pass: {@link Failures} turns them into one line and an exit code.
 */
@Command(
    name = "outeffhop",
    description = "Outlier-efficient Hopfield layers and transformers on libtorch.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    subcommands = {
      CompareCommand.class,
      ForecastCommand.class,
      ConvertCommand.class,
      StudyCommand.class,
      InspectCommand.class,
      QuantizeCommand.class,
      ExportCommand.class,
      RunCommand.class,
      ServeCommand.class,
      ReportCommand.class,
      VerifyResumeCommand.class,
      DoctorCommand.class,
      MemoryCommand.class,
      DataCommand.class,
      BenchmarkCommand.class,
      HelpCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:the run failed",
      "2:invalid command line",
      "3:a claim that is expected to hold does not (memory verify)",
      "130:interrupted (143: terminated)"
    })
public final class OutEffHop implements Runnable {
  static final int FAILED = 1;

  /** A claim that is expected to hold does not. */
  static final int CONTRADICTED = 3;

  static final int INTERRUPTED = 130;

  /** The bytes of the command line, on Linux. */
  private static final Path OWN_COMMAND_LINE = Path.of("/proc/self/cmdline");

  private final Map<String, String> environment;
  private final Interruption interruption = new Interruption();
  private List<String> arguments = List.of();

  @Spec private CommandSpec spec;

  @Option(
      names = "--quiet",
      scope = ScopeType.INHERIT,
      description = "Print results and errors only, without progress.")
  private boolean quiet;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error (or set OUTEFFHOP_DEBUG=1).")
  private boolean debug;

  OutEffHop(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    CommandLine commandLine = commandLine(System.getenv()).setErr(Terminal.standardError());
    OutEffHop root = commandLine.getCommand();
    root.interruption.install(commandLine.getErr());
    System.exit(root.interruption.code(run(commandLine, Terminal.standardOutput(), args)));
  }

  /** The parser with all commands. The environment is where {@code OUTEFFHOP_DEBUG} is read. */
  static CommandLine commandLine(Map<String, String> environment) {
    OutEffHop outeffhop = new OutEffHop(environment);
    Failures failures = new Failures(outeffhop);
    return new CommandLine(outeffhop)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
        .setExecutionStrategy(new GivenValues())
        .setParameterExceptionHandler(new UsageErrors(failures))
        .setExecutionExceptionHandler(failures);
  }

  /** As {@link #run(CommandLine, String...)}; output that could not be written is a failure. */
  static int run(CommandLine commandLine, Terminal out, String... args) {
    int code = run(commandLine.setOut(out), args);
    Optional<String> lost = out.lost();
    lost.ifPresent(
        reason ->
            commandLine.getErr().println("outeffhop: cannot write standard output: " + reason));
    return lost.isPresent() && code == 0 ? FAILED : code;
  }

  /**
   * Parses and runs; also an {@link Error}, which picocli lets through, becomes an exit code. What
   * this process says is English, with English numbers, whatever the user's locale.
   */
  static int run(CommandLine commandLine, String... args) {
    Locale.setDefault(Locale.ROOT);
    OutEffHop root = commandLine.getCommand();
    root.arguments = List.of(args);
    Optional<String> lost =
        lostLetters(root.arguments, System.getProperty("sun.jnu.encoding"), OWN_COMMAND_LINE);
    if (lost.isPresent()) {
      commandLine.getErr().println("outeffhop: " + lost.get());
      return CommandLine.ExitCode.USAGE;
    }
    try {
      return commandLine.execute(args);
    } catch (Error error) {
      return new Failures(root).report(error, commandLine.getErr());
    }
  }

  /**
   * What is wrong with arguments that Java could not read, since the locale's encoding lacks their
   * letters: they arrive as U+FFFD. That may also be a letter that was meant where the encoding is
   * UTF-8; there the bytes of the command line tell, if the system shows them.
   */
  static Optional<String> lostLetters(List<String> args, String encoding, Path commandLine) {
    Optional<String> lost =
        args.stream().filter(argument -> argument.indexOf('\uFFFD') >= 0).findFirst();
    if (lost.isEmpty()) {
      return Optional.empty();
    }
    int number = args.indexOf(lost.get()) + 1;
    if (!"UTF-8".equals(encoding)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "argument %d has letters that are not in the locale's encoding, %s; set LC_ALL=C.UTF-8",
              number,
              encoding));
    }
    return isUtf8(commandLine)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "argument %d, '%s', has bytes that are not UTF-8, the locale's encoding; rename what it names, or name its folder",
                number,
                lost.get()));
  }

  private static boolean isUtf8(Path file) {
    try {
      Files.readString(file);
      return true;
    } catch (CharacterCodingException e) {
      return false;
    } catch (IOException unknown) {
      return true;
    }
  }

  /** Called when no command is given, which is an error of usage. */
  @Override
  public void run() {
    CommandLine commandLine = spec.commandLine();
    throw new ParameterException(
        commandLine, "a command is missing; " + UsageErrors.commandsOf(commandLine));
  }

  /** A progress line on standard error, or a silent one with {@code --quiet}. */
  ConsoleProgress progress() {
    return ConsoleProgress.onStandardError(quiet);
  }

  /** What happens at Ctrl-C. */
  Interruption interruption() {
    return interruption;
  }

  /** The command line, versions and machine of this process. */
  Provenance provenance() throws IOException {
    return Provenance.of("./outeffhop " + ShellWord.join(arguments), Version.ofProject());
  }

  boolean debug() {
    return debug || "1".equals(environment.get("OUTEFFHOP_DEBUG"));
  }
}
