package org.outeffhop.data;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** A collection of text documents. */
public sealed interface TextCorpus permits WordNetCorpus, ProseCorpus, BackCopyCorpus, FileCorpus {
  /** What to call it in messages and reports. */
  String name();

  /** SHA-256, in hexadecimal, of everything that the documents are made from. */
  String fingerprint();

  /** The documents, always in the same order. Close the stream. */
  Stream<String> documents();

  /** What learns the tokenizer of a model that is trained on this text. */
  default TokenizerTrainer trainer(TokenizerKind kind, int vocabularySize) {
    return kind.trainer(vocabularySize);
  }

  /**
   * Whether every document is a sequence of its own, of which a block of tokens holds the
   * beginning. Otherwise documents lie end to end, and blocks are cut from them.
   */
  default boolean isSequences() {
    return false;
  }

  /**
   * The entropy of the text in nats a token, where it is known: the least mean loss that a decoder
   * can have.
   *
   * @param tokens in a sequence that begins with a special token, as long as a letter is a token
   */
  default OptionalDouble entropy(int tokens) {
    return OptionalDouble.empty();
  }

  /**
   * Words that stand where chance put them and say nothing about what follows, of a text that was
   * generated so.
   */
  default List<String> outliers() {
    return List.of();
  }

  /** What is meant where no text is named: {@link #prose}. */
  static TextCorpus builtin() {
    return prose();
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

  /** Whether {@link #named} knows a name. */
  static boolean isNamed(String name) {
    return BackCopySettings.isNamed(name) || List.of("builtin", "glosses", "prose").contains(name);
  }

  /**
   * The text that comes with the project under a name: builtin, glosses, prose, or back-copy, whose
   * settings may follow behind a colon, as in {@code back-copy:vocabulary=64,seed=1}.
   *
   * @throws IllegalArgumentException if there is none, or a setting is wrong
   */
  static TextCorpus named(String name) {
    return switch (name) {
      case "builtin" -> builtin();
      case "glosses" -> glosses();
      case "prose" -> prose();
      default -> {
        if (!isNamed(name)) {
          throw new IllegalArgumentException(
              "no text named '%s' comes with the project; builtin, glosses, prose and back-copy do"
                  .formatted(name));
        }
        yield BackCopyCorpus.of(BackCopySettings.parse(name));
      }
    };
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
   * have a sixth of Java's heap, 83 MB as the launcher starts it.
   *
   * @throws IllegalArgumentException if a path does not exist or contains no such file; reading the
   *     documents throws it for a line that is neither, not JSON or without {@code text}
   */
  static TextCorpus of(List<Path> paths) {
    return new FileCorpus(paths);
  }
}
