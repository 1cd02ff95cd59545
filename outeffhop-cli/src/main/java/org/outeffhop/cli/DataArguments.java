package org.outeffhop.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Data as they are named on the command line: files and folders, or {@code builtin} for those that
 * come with the project. A file of that name is {@code ./builtin}.
 */
final class DataArguments {
  /** The word for what comes with the project, in every option that takes data. */
  static final String BUILTIN = "builtin";

  private DataArguments() {}

  /** Whether what comes with the project is meant, or nothing is named. */
  static boolean isBuiltin(String name) {
    return name == null || name.equals(BUILTIN);
  }

  /**
   * The text of files and folders, or that which comes with the project.
   *
   * @param names empty where nothing is named
   * @throws IllegalArgumentException if a path does not exist
   * @throws ParameterException if both are named
   */
  static TextCorpus corpus(CommandSpec spec, List<String> names) {
    if (names.isEmpty() || names.equals(List.of(BUILTIN))) {
      return TextCorpus.builtin();
    }
    if (names.contains(BUILTIN)) {
      throw new ParameterException(
          spec.commandLine(),
          "--data names 'builtin' together with files, %s; it takes either (a file of that name is ./builtin)"
              .formatted(String.join(",", names)));
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
