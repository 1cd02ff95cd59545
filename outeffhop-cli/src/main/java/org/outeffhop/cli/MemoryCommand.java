package org.outeffhop.cli;

import java.io.IOException;
import org.outeffhop.experiment.run.Provenance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code outeffhop memory}: the associative memory and its experiments, one subcommand each. */
@Command(
    name = "memory",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RetrieveCommand.class,
      CapacityCommand.class,
      NoiseCommand.class,
      NoOpCommand.class,
      VerifyCommand.class
    },
    description =
        "The associative memory: retrieve patterns from it, and measure how many it stores and how "
            + "well.")
final class MemoryCommand implements Runnable {
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

  Provenance provenance() throws IOException {
    return outeffhop.provenance();
  }
}
