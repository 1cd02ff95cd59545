package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.cli.CommandRun.Outcome;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every option that is a number, of every command that works, refuses -1 with exit code 2. */
@ExtendWith(SharedSmokeRuns.class)
class NumericOptionsTest {
  private static final Set<Class<?>> NUMBERS =
      Set.of(int.class, Integer.class, long.class, Long.class, double.class, Double.class);

  /** Of which every number is one. */
  private static final Set<String> SEEDS = Set.of("--seed");

  @TempDir private Path folder;

  private final SmokeRuns runs;

  NumericOptionsTest(SmokeRuns runs) {
    this.runs = runs;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compare --preset smoke --model opt,vit,stanhop --data TEXT",
        "compare --from OPT --data TEXT",
        "forecast --preset smoke",
        "convert OPT --data TEXT",
        "quantize OPT --execute",
        "inspect OPT --data TEXT",
        "export OPT",
        "run OPT text",
        "serve OPT",
        "memory retrieve",
        "memory capacity",
        "memory noise",
        "memory no-op",
        "memory verify",
        "verify-resume",
        "data fetch mnist"
      })
  void areRefused(String line) {
    List<String> words =
        List.of(
            line.replace("OPT", runs.run("opt", "vanilla").toString())
                .replace("TEXT", runs.text().toString())
                .split(" "));
    CommandLine command = command(words);
    int tried = 0;
    for (OptionSpec option : command.getCommandSpec().options()) {
      String name = option.longestName();
      if (NUMBERS.contains(option.auxiliaryTypes()[0]) && !SEEDS.contains(name)) {
        List<String> arguments = new ArrayList<>(List.of("--quiet"));
        arguments.addAll(words);
        arguments.addAll(List.of(name, name.equals("--split") ? "-1,5,5" : "-1"));
        if (command.getCommandSpec().optionsMap().containsKey("--out")) {
          arguments.addAll(List.of("--out", folder.resolve("out" + tried).toString()));
        }
        Outcome outcome = CommandRun.of(arguments.toArray(String[]::new));
        assertEquals(2, outcome.code(), arguments + ": " + outcome.err());
        boolean named =
            outcome.err().contains("-1") || outcome.err().contains(name.substring(2) + " is given");
        assertTrue(named, outcome.err());
        tried++;
      }
    }
    assertTrue(tried > 0, "no number among the options of " + line);
  }

  private static CommandLine command(List<String> words) {
    CommandLine command = OutEffHop.commandLine(Map.of());
    for (String word : words) {
      command = command.getSubcommands().getOrDefault(word, command);
    }
    return command;
  }
}
