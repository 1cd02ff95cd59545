package org.outeffhop.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.outeffhop.files.Fingerprint;
import org.outeffhop.text.tokenizer.TokenizerFile;
import org.outeffhop.text.tokenizer.TrialProcess;

/**
 * Tries tokenizers whose regular expressions may end the process or need exponential time. Each is
 * tried once: that it went well is remembered under its checksum.
 *
 * @param memory the folder of empty files, one for each tokenizer that went well
 */
record TokenizerTrial(Path memory) {
  /** Part of what is remembered; to be changed with the library or the texts. */
  private static final String VERSION = "tokenizers 0.21.4, texts 2";

  private static final int SHOWN = 120;

  /**
   * Tries a tokenizer in a process of its own, unless that is needless.
   *
   * @throws IllegalArgumentException if it is not borne, or no process can be started, naming the
   *     expression
   */
  void require(TokenizerFile file) {
    if (file.expressions().isEmpty()) {
      return;
    }
    Path mark = memory.resolve(checksum(file));
    if (Files.exists(mark)) {
      return;
    }
    Optional<String> fault;
    try (TrialProcess process = TrialProcess.start()) {
      fault = process.fault(file);
    } catch (IOException e) {
      throw wrong(
          file,
          "must be tried in a process of its own, which cannot be started: " + e.getMessage());
    }
    if (fault.isPresent()) {
      throw wrong(file, "is not safe to use: in a trial it " + fault.get());
    }
    remember(mark);
  }

  private static IllegalArgumentException wrong(TokenizerFile file, String what) {
    String expressions = String.join("\", \"", file.expressions());
    String shown =
        expressions.length() > SHOWN ? expressions.substring(0, SHOWN) + ".." : expressions;
    return new IllegalArgumentException(
        "%s: its regular expression \"%s\" %s".formatted(file.source(), shown, what));
  }

  /** Without it, the next start tries again. */
  private static void remember(Path mark) {
    try {
      Files.createDirectories(mark.getParent());
      Files.createFile(mark);
    } catch (IOException unwritable) {
      return;
    }
  }

  private static String checksum(TokenizerFile file) {
    return new Fingerprint().add(VERSION).add(file.json()).toHex();
  }
}
