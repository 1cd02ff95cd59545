package org.outeffhop.cli;

import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The options that a command line names, as opposed to those that keep their defaults. */
record GivenOptions(CommandSpec spec) {
  /** Whether an option is named. */
  boolean has(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  /**
   * Refuses options that would be ignored, by the first one's name.
   *
   * @param why what follows "--option is given, but"
   * @throws ParameterException if one of them is named
   */
  void refuse(String why, String... options) {
    refuse(why, List.of(options));
  }

  /** Refuses all options of a mixin but some, likewise. */
  void refuseMixin(String why, String mixin, String... allowed) {
    refuse(
        why,
        spec.mixins().get(mixin).options().stream()
            .map(OptionSpec::longestName)
            .filter(option -> !List.of(allowed).contains(option))
            .toList());
  }

  private void refuse(String why, Collection<String> options) {
    for (String option : options) {
      if (has(option)) {
        throw new ParameterException(
            spec.commandLine(), "%s is given, but %s".formatted(option, why));
      }
    }
  }
}
