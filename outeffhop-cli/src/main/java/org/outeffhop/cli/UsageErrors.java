package org.outeffhop.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says on standard error what is wrong with a command line, what would be right, and where help is.
 * The exit code is 2.
 */
record UsageErrors(Failures failures) implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("outeffhop: " + Failures.oneLine(message(exception)));
    UnmatchedArgumentException.printSuggestions(exception, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    failures.traceIfAsked(exception, err);
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** What is given on the command line; an argument that cannot be is an error of usage. */
  static <T> T of(CommandSpec command, Supplier<T> given) {
    try {
      return given.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** A check of what is given on the command line; what it refuses is an error of usage. */
  static void require(CommandSpec command, Runnable check) {
    of(
        command,
        () -> {
          check.run();
          return true;
        });
  }

  /** {@code the commands are a, b, c}. */
  static String commandsOf(CommandLine command) {
    return "the commands are " + String.join(", ", command.getSubcommands().keySet());
  }

  private static String message(ParameterException exception) {
    if (exception instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()) {
      CommandLine command = exception.getCommandLine();
      String argument = "'" + unmatched.getUnmatched().get(0) + "'";
      return command.getSubcommands().isEmpty()
          ? "unexpected argument " + argument
          : "unknown command " + argument + "; " + commandsOf(command);
    }
    ArgSpec argument = exception.getArgSpec();
    if (argument != null && argument.auxiliaryTypes()[0].isEnum() && exception.getValue() != null) {
      return wrongChoice(argument, exception.getValue());
    }
    return exception.getMessage();
  }

  /** Picocli's own message lists the names of the constants beside the words a user writes. */
  private static String wrongChoice(ArgSpec argument, String value) {
    String name =
        argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    String choices = String.join(", ", argument.completionCandidates());
    return "'" + value + "' is not a valid value of " + name + "; it can be " + choices;
  }
}
