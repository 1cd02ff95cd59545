package org.outeffhop.experiment.resume;

import java.util.ArrayList;
import java.util.List;

/** Processes of a few lines of shell. */
final class Scripts {
  /** Does not end by itself; as it takes the shell's place, killing the process ends it. */
  static final String FOREVER = "exec tail -f /dev/null\n";

  private Scripts() {}

  /** The command that runs a script with arguments $1, $2, ... */
  static List<String> command(String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "set -e\n" + script, "sh"));
    command.addAll(List.of(arguments));
    return command;
  }
}
