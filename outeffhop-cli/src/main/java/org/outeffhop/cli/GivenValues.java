package org.outeffhop.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Runs the last command, unless an option or a path is given and empty, as {@code --out "$UNSET"}
 * is: that is never the current folder.
 */
final class GivenValues implements IExecutionStrategy {
  @Override
  public int execute(ParseResult given) {
    List<CommandLine> commands = given.asCommandLineList();
    if (commands.stream().noneMatch(CommandLine::isUsageHelpRequested)) {
      commands.forEach(command -> requireValues(command.getParseResult()));
    }
    return new RunLast().execute(given);
  }

  private static void requireValues(ParseResult given) {
    for (ArgSpec argument : given.matchedArgs()) {
      for (String value : argument.originalStringValues()) {
        if (mustSay(argument) && hasEmpty(argument, value)) {
          throw new ParameterException(
              argument.command().commandLine(), sentence(argument, value), argument, value);
        }
      }
    }
  }

  /** An empty argument that is no path may be a text. */
  private static boolean mustSay(ArgSpec argument) {
    boolean path = Arrays.asList(argument.auxiliaryTypes()).contains(Path.class);
    return path || argument.type() == Path.class || argument.isOption();
  }

  private static boolean hasEmpty(ArgSpec argument, String value) {
    String separator = argument.splitRegex();
    return value.isEmpty()
        || !separator.isEmpty() && Arrays.asList(value.split(separator, -1)).contains("");
  }

  private static String sentence(ArgSpec argument, String value) {
    String name =
        argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    return name
        + (value.isEmpty()
            ? " is given and empty"
            : " is '" + value + "', of which a part is empty")
        + "; give it a value, or leave it out (the current folder is .)";
  }
}
