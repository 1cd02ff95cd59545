package org.outeffhop.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop data}: which data sets there are, how they get here, what is in a file. */
@Command(
    name = "data",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {DataListCommand.class, DataFetchCommand.class, DataCheckCommand.class},
    description = "Data sets: list them, fetch one, or check a file or a folder.")
final class DataCommand implements Runnable {
  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing; " + UsageErrors.commandsOf(spec.commandLine()));
  }

  ConsoleProgress progress() {
    return outeffhop.progress();
  }
}
