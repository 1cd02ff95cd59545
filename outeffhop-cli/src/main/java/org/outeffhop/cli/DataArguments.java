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
 * come with the project, which has several texts: {@code glosses}, which are {@code builtin} too,
 * and {@code prose}. A file of such a name is {@code ./builtin}.
 */
final class DataArguments {
  /** The word for what comes with the project, in every option that takes data. */
  static final String BUILTIN = "builtin";

  private DataArguments() {}

  /** Whether what comes with the project is meant, or nothing is named. */
  static boolean isBuiltin(String name) {
    return name == null || name.equals(BUILTIN);
  }

  private static boolean isText(String name) {
    return TextCorpus.named(name).isPresent();
  }

  /**
   * The text of files and folders, or that which comes with the project.
   *
   * @param names empty where nothing is named
   * @throws IllegalArgumentException if a path does not exist
   * @throws ParameterException if both are named
   */
  static TextCorpus corpus(CommandSpec spec, List<String> names) {
    if (names.isEmpty()) {
      return TextCorpus.builtin();
    }
    Optional<String> word = names.stream().filter(DataArguments::isText).findFirst();
    if (word.isPresent() && names.size() > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--data names '%1$s' together with files, %2$s; it takes either (a file of that name is ./%1$s)"
              .formatted(word.get(), String.join(",", names)));
    }
    return word.flatMap(TextCorpus::named)
        .orElseGet(() -> TextCorpus.of(names.stream().map(Path::of).toList()));
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
