package org.outeffhop.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A collection of text documents. */
public sealed interface TextCorpus permits WordNetCorpus, ProseCorpus, FileCorpus {
  /** What to call it in messages and reports. */
  String name();

  /** SHA-256, in hexadecimal, of everything that the documents are made from. */
  String fingerprint();

  /** The documents, always in the same order. Close the stream. */
  Stream<String> documents();

  /** What is meant where no text is named: {@link #glosses}. */
  static TextCorpus builtin() {
    return glosses();
  }

  /** WordNet 3.1: one document per synset, its words, then its gloss with examples. */
  static TextCorpus glosses() {
    return new WordNetCorpus();
  }

  /**
   * Long prose: one document per chapter of the World English Bible, then pieces of about 4,000
   * characters of Spurgeon's Treasury of David.
   */
  static TextCorpus prose() {
    return new ProseCorpus();
  }

  /** The text that comes with the project under a name: builtin, glosses or prose. */
  static Optional<TextCorpus> named(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "builtin" -> builtin();
          case "glosses" -> glosses();
          case "prose" -> prose();
          default -> null;
        });
  }

  /**
   * Documents from files.
   *
   * <p>A {@code .txt} file holds documents separated by blank lines, a {@code .jsonl} file one JSON
   * object per line whose field {@code text} is the document. Folders are searched with all their
   * subfolders, in the order of the paths; other files in them are skipped. Everything is UTF-8, or
   * UTF-16 with a byte order mark.
   *
   * <p>A document of more than a mebibyte is several, cut at white space where there is some, so
   * that a file of one line of any length is read within a small heap. A line of {@code .jsonl} may
   * have a twelfth of Java's heap, 41 MB as the launcher starts it.
   *
   * @throws IllegalArgumentException if a path does not exist or contains no such file; reading the
   *     documents throws it for a line that is neither, not JSON or without {@code text}
   */
  static TextCorpus of(List<Path> paths) {
    return new FileCorpus(paths);
  }
}
