package org.outeffhop.inspection;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.outeffhop.data.DocumentSplit;
import org.outeffhop.data.TextCorpus;

/** Text to pretrain on: the number of documents and characters. */
final class TextFiles {
  private TextFiles() {}

  static boolean isText(String name) {
    return name.endsWith(".txt") || name.endsWith(".jsonl");
  }

  /** The files as one corpus, as {@code compare --data} reads it. */
  static Inspection inspect(Path path, List<Path> files) {
    Findings findings = new Findings(path, "text");
    DocumentSplit.Count documents = DocumentSplit.USUAL.new Count();
    AtomicLong characters = new AtomicLong();
    for (Path file : files) {
      long before = documents.documents();
      boolean read =
          findings.read(
              file,
              () -> {
                try (Stream<String> all = TextCorpus.of(List.of(file)).documents()) {
                  all.forEach(
                      document -> {
                        documents.add(document);
                        characters.addAndGet(document.codePointCount(0, document.length()));
                      });
                }
              });
      if (read && documents.documents() == before) {
        findings.problem(file, "it contains no document");
      }
    }
    findings.fact("files", files.size());
    findings.fact("documents", documents.documents());
    findings.fact("characters", characters.get());
    Optional<String> unsplit = documents.fault();
    if (documents.documents() > 0 && unsplit.isPresent()) {
      findings.fact("too few documents", unsplit.get());
    } else if (path.toString().contains(",")) {
      findings.fact("rename it", "--data takes a comma for the end of a name");
    } else {
      findings.takenBy("compare --data", path);
    }
    return findings.finished();
  }
}
