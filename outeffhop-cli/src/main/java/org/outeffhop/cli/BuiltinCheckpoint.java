package org.outeffhop.cli;

import java.nio.file.Path;
import org.outeffhop.cli.builtin.BuiltinModel;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A checkpoint's folder on the command line, where {@code builtin:NAME} is a {@link BuiltinModel}.
 */
final class BuiltinCheckpoint implements ITypeConverter<Path> {
  @Override
  public Path convert(String value) {
    if (!value.startsWith(BuiltinModel.PREFIX)) {
      return Path.of(value);
    }
    BuiltinModel model;
    try {
      model = BuiltinModel.of(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
    try (ConsoleProgress progress = ConsoleProgress.onStandardError(false)) {
      return model.folder(progress);
    }
  }

  /** How people call the checkpoint of a folder. */
  static String name(Path folder) {
    return BuiltinModel.in(folder).map(BuiltinModel::title).orElse(folder.toString());
  }
}
