package org.outeffhop.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.outeffhop.files.FileFaults;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.TextTokenizer;

/**
 * Keeps the tokens of texts in a folder, so that a text is encoded once by each tokenizer. Which
 * blocks a measurement takes depends on the length of all documents, so all of them are encoded
 * even where few are used.
 *
 * <p>A file is named after a hash of the text, the part, the tokenizer and what else is done to
 * documents. A damaged one is made anew, with a notice; where none can be written, the text is
 * encoded again the next time.
 */
public final class TokenCache {
  /** Tokens of the smallest part that is kept: fewer are encoded within half a second. */
  private static final int WORTH_KEEPING = 1 << 16;

  private static final int FORMAT = 1;
  private static final int NAME_LENGTH = 32;

  private final Path folder;
  private final int fewest;
  private final Progress progress;

  /** A cache in a folder, which is made where it is missing. */
  public TokenCache(Path folder, Progress progress) {
    this(folder, WORTH_KEEPING, progress);
  }

  /**
   * The same.
   *
   * @param fewest tokens of a part that is kept
   */
  TokenCache(Path folder, int fewest, Progress progress) {
    this.folder = folder;
    this.fewest = fewest;
    this.progress = progress;
  }

  /** The tokens of a part of a text. */
  EncodedDocuments encoded(TextPart part, DocumentTreatment treatment, TextTokenizer tokenizer) {
    Path file = folder.resolve(name(part, treatment, tokenizer));
    return kept(file).orElseGet(() -> made(file, part, treatment, tokenizer));
  }

  private static String name(TextPart part, DocumentTreatment treatment, TextTokenizer tokenizer) {
    return part.fingerprint()
            .add(FORMAT)
            .add(treatment.name())
            .add(tokenizer.definition())
            .toHex()
            .substring(0, NAME_LENGTH)
        + ".tokens";
  }

  private Optional<EncodedDocuments> kept(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(TokenFile.read(file));
    } catch (IOException e) {
      progress.notice(
          "the kept tokens in %s are damaged (%s); they are made anew"
              .formatted(file, FileFaults.reason(e)));
      return Optional.empty();
    }
  }

  private EncodedDocuments made(
      Path file, TextPart part, DocumentTreatment treatment, TextTokenizer tokenizer) {
    EncodedDocuments[] all = {new EncodedDocuments(new TokenizedDocuments(), true)};
    new DocumentEncoder(tokenizer, progress)
        .encode(
            part.documents().map(treatment.before()),
            0,
            (document, ids) -> all[0] = all[0].with(document, treatment.after().apply(ids)));
    int tokens = all[0].documents().tokens();
    if (tokens >= fewest && tokens <= TokenFile.LARGEST) {
      keep(file, all[0]);
    }
    return all[0];
  }

  private void keep(Path file, EncodedDocuments encoded) {
    try {
      Files.createDirectories(folder);
      TokenFile.write(file, encoded);
    } catch (IOException e) {
      progress.notice(
          "the tokens of the text cannot be kept for the next time: %s"
              .formatted(FileFaults.reason(e)));
    }
  }
}
