package org.outeffhop.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop study}: questions that take several trained models, one subcommand each. */
@Command(
    name = "study",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = RegrowthCommand.class,
    description = "Studies of where outliers come from.")
final class StudyCommand implements Runnable {
  @ParentCommand private OutEffHop outeffhop;
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "a command is missing; " + UsageErrors.commandsOf(spec.commandLine()));
  }

  OutEffHop outeffhop() {
    return outeffhop;
  }
}
