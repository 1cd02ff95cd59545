package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.cli.CommandRun.Outcome;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** An option or a path that is given and empty is refused by every command, before any work. */
class EmptyValuesTest {
  private static final String RIGHT =
      "; give it a value, or leave it out (the current folder is .)";

  private final List<String> tried = new ArrayList<>();

  @Test
  void everyPathOfEveryCommandIsRefused() {
    visit(OutEffHop.commandLine(Map.of()), List.of());
    for (String known :
        List.of(
            "compare --out",
            "compare --data",
            "compare --images",
            "forecast --data",
            "run --file",
            "data check PATH",
            "inspect CHECKPOINT",
            "memory retrieve --patterns")) {
      assertTrue(tried.contains(known), known + " is not among " + tried);
    }
  }

  private void visit(CommandLine command, List<String> words) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (isText(option)) {
        refused(words, option.longestName(), List.of(option.longestName(), ""));
        if (!option.splitRegex().isEmpty()) {
          partRefused(words, option.longestName());
        }
      }
    }
    List<String> before = new ArrayList<>();
    for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
      if (isPath(parameter)) {
        List<String> given = new ArrayList<>(before);
        given.add("");
        refused(words, parameter.paramLabel(), given);
      }
      before.add("a");
    }
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              List<String> longer = new ArrayList<>(words);
              longer.add(name);
              visit(sub, longer);
            });
  }

  private static boolean isPath(ArgSpec argument) {
    return Arrays.asList(argument.auxiliaryTypes()).contains(Path.class);
  }

  private static boolean isText(ArgSpec argument) {
    return isPath(argument) || Arrays.asList(argument.auxiliaryTypes()).contains(String.class);
  }

  private void refused(List<String> words, String name, List<String> given) {
    Outcome outcome = run(words, given);
    assertTrue(
        outcome.err().startsWith("outeffhop: " + name + " is given and empty" + RIGHT + "\n"),
        words + " " + given + ": " + outcome.err());
    assertEquals(2, outcome.code());
    tried.add(String.join(" ", words) + " " + name);
  }

  private static void partRefused(List<String> words, String name) {
    Outcome outcome = run(words, List.of(name, "a,"));
    assertTrue(
        outcome
            .err()
            .startsWith("outeffhop: " + name + " is 'a,', of which a part is empty" + RIGHT),
        outcome.err());
  }

  /** With arguments for the command's required parameters, so that it can be parsed. */
  private static Outcome run(List<String> words, List<String> given) {
    CommandLine command = OutEffHop.commandLine(Map.of());
    List<String> arguments = new ArrayList<>(words);
    for (String word : words) {
      command = command.getSubcommands().get(word);
    }
    arguments.addAll(given);
    boolean positional = !given.get(0).startsWith("--");
    for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
      if (parameter.required() && !positional) {
        arguments.add("a");
      }
    }
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (option.required() && !given.contains(option.longestName())) {
        arguments.addAll(List.of(option.longestName(), "a"));
      }
    }
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
