package org.outeffhop.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A text of 900 short documents for commands that train on one. */
final class CountingText {
  private CountingText() {}

  static Path in(Path folder) throws IOException {
    String documents =
        IntStream.range(0, 900)
            .mapToObj(
                i -> "the number " + i + " is followed by " + (i + 1) + " and " + (i * 7919) % 9973)
            .collect(Collectors.joining("\n\n"));
    return Files.writeString(folder.resolve("text.txt"), documents);
  }
}
