package org.outeffhop.data;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** A process with a small heap that reads a line of JSON which is as long as it may be. */
final class LongLine {
  /**
   * Letters of one and of two bytes, and such of which a few make all others take two bytes in
   * Java.
   */
  private static final List<String> WORDS =
      List.of("tide and wind ", "\u043c\u043e\u0440\u0435 ", "the sea (\u6d77) and the wind ");

  private LongLine() {}

  /** Writes the line, reads it, and prints how many letters were written and read. */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    String word = WORDS.get(Integer.parseInt(args[1]));
    long words = FileDocuments.LONGEST_JSON / word.getBytes(StandardCharsets.UTF_8).length;
    byte[] whatElseIsHeld = new byte[(int) (Runtime.getRuntime().maxMemory() / 8)];
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("{\"text\": \"");
      for (long i = 0; i < words - 2; i++) {
        out.write(word);
      }
      out.write("\"}\n");
    }
    long read = 0;
    try (Stream<String> documents = TextCorpus.of(List.of(file)).documents()) {
      for (Iterator<String> iterator = documents.iterator(); iterator.hasNext(); ) {
        read += iterator.next().length();
      }
    }
    System.out.println(word.length() * (words - 2) + " " + read + " " + whatElseIsHeld.length);
  }
}
