package org.outeffhop.cli;

import java.nio.file.Path;
import java.util.List;
import org.outeffhop.data.TextCorpus;

/** Text as it is named on the command line. */
final class TextArguments {
  private static final String BUILTIN = "builtin";

  private TextArguments() {}

  /** The text of files and folders, or that which comes with the project. */
  static TextCorpus corpus(List<String> names) {
    return names.equals(List.of(BUILTIN))
        ? TextCorpus.builtin()
        : TextCorpus.of(names.stream().map(Path::of).toList());
  }
}
