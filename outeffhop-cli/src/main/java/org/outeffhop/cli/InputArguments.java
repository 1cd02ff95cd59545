package org.outeffhop.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.outeffhop.data.TextLines;
import org.outeffhop.inference.Input;
import org.outeffhop.progress.Progress;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a model is run on: arguments, or the lines of a file or of standard input. */
final class InputArguments {
  private static final String STANDARD_INPUT = "-";

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "File with an input a line, or - for standard input: UTF-8, or UTF-16 with a byte order "
              + "mark; of a .jsonl file the field 'text' of each line. Blank lines are skipped, and "
              + "answers are printed as they come.")
  private String file;

  /** Receives the inputs and how many they are, or 0 where that is not known. */
  interface Use {
    void of(Iterator<Input> inputs, long total) throws IOException;
  }

  /** Refuses what is missing or given twice. */
  void require(CommandSpec spec, List<String> inputs) {
    if (file != null && !inputs.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--file %s is given, and the input '%s' as well; give one of them"
              .formatted(file, inputs.get(0)));
    }
    if (file == null && inputs.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "an input is missing; give at least one INPUT, or --file FILE, or - for standard input");
    }
    if (inputs.size() > 1 && inputs.contains(STANDARD_INPUT)) {
      throw new ParameterException(
          spec.commandLine(),
          "the input - is standard input, and there are others beside it; give it alone");
    }
  }

  /** Goes through the inputs that were given as arguments, or else through the lines. */
  void use(List<String> inputs, Use use, Progress progress) throws IOException {
    boolean lines = file != null || inputs.equals(List.of(STANDARD_INPUT));
    if (!lines) {
      use.of(inputs.stream().map(Input::of).iterator(), inputs.size());
      return;
    }
    try (TextLines texts = open(file == null ? STANDARD_INPUT : file)) {
      use.of(located(texts), 0);
      if (texts.blank() > 0) {
        progress.notice(
            String.format(
                Locale.ROOT,
                "Blank lines that are skipped: %d, the first is %s",
                texts.blank(),
                texts.firstBlank()));
      }
    }
  }

  private static TextLines open(String name) throws IOException {
    return name.equals(STANDARD_INPUT)
        ? TextLines.of("standard input", System.in)
        : TextLines.open(Path.of(name));
  }

  private static Iterator<Input> located(TextLines texts) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return texts.hasNext();
      }

      @Override
      public Input next() {
        TextLines.Line line = texts.next();
        return new Input(line.text(), line.place());
      }
    };
  }
}
