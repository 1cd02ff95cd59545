package org.outeffhop.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Data as they are named on the command line: files and folders, or {@code builtin} for those that
 * come with the project, which has several texts: {@code prose}, which is {@code builtin} too,
 * {@code glosses} and {@code back-copy}. A file of such a name is {@code ./builtin}.
 */
final class DataArguments {
  /** The word for what comes with the project, in every option that takes data. */
  static final String BUILTIN = "builtin";

  /** In front of its settings, between which there are commas as between files. */
  private static final String BACK_COPY = "back-copy:";

  private DataArguments() {}

  /** Whether what comes with the project is meant, or nothing is named. */
  static boolean isBuiltin(String name) {
    return name == null || name.equals(BUILTIN);
  }

  /**
   * The text of files and folders, or that which comes with the project.
   *
   * @param unnamed the text where {@code names} is empty
   * @throws IllegalArgumentException if a path does not exist, or a setting of a generated text is
   *     wrong
   * @throws ParameterException if both are named
   */
  static TextCorpus corpus(CommandSpec spec, List<String> names, TextCorpus unnamed) {
    return names.isEmpty() ? unnamed : corpus(spec, names);
  }

  /**
   * The text of files and folders, or that which comes with the project.
   *
   * @param names at least one
   * @throws IllegalArgumentException if a path does not exist, or a setting of a generated text is
   *     wrong
   * @throws ParameterException if both are named
   */
  static TextCorpus corpus(CommandSpec spec, List<String> names) {
    String all = String.join(",", names);
    if (names.size() == 1 && TextCorpus.isNamed(all) || names.get(0).startsWith(BACK_COPY)) {
      return TextCorpus.named(all);
    }
    Optional<String> word = names.stream().filter(TextCorpus::isNamed).findFirst();
    if (word.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "--data names '%1$s' together with files, %2$s; it takes either (a file of that name is ./%1$s)"
              .formatted(word.get(), all));
    }
    return TextCorpus.of(names.stream().map(Path::of).toList());
  }

  /**
   * The images of a folder, or those that come with the project.
   *
   * @param name null where nothing is named
   */
  static ImageSource images(String name) throws IOException {
    return isBuiltin(name) ? ImageSource.builtin() : ImageSource.of(Path.of(name));
  }
}
