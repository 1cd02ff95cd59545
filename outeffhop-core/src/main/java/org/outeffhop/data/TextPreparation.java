package org.outeffhop.data;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.outeffhop.files.Fingerprint;
import org.outeffhop.progress.Progress;
import org.outeffhop.random.SplitMix64;
import org.outeffhop.text.TextTokenizer;

/** From a corpus to a {@link TextDataset}: split, train the tokenizer, encode, pack. */
final class TextPreparation {
  private static final int FORMAT = 2;

  private final TextCorpus corpus;
  private final TextConfig config;
  private final Progress progress;
  private final DocumentSplit split;

  TextPreparation(TextCorpus corpus, TextConfig config, Progress progress) {
    this.corpus = corpus;
    this.config = config;
    this.progress = progress;
    this.split = new DocumentSplit(config.evaluationShare(), config.seed());
  }

  TextDataset prepare(Path cacheFolder) {
    progress.update("reading " + corpus.name(), 0, 0);
    return new DatasetCache(cacheFolder, key(), progress).get(this::build);
  }

  /** A hash of everything that determines the result. */
  private String key() {
    Fingerprint key =
        new Fingerprint()
            .add(FORMAT)
            .add(corpus.fingerprint())
            .add(config.tokenizer().name())
            .add(config.vocabularySize())
            .add(config.blockLength())
            .add(Double.doubleToLongBits(config.evaluationShare()))
            .add(config.seed());
    BlockStart start = config.blocks().start();
    return start == BlockStart.NONE ? key.toHex() : key.add(start.toString()).toHex();
  }

  /** Writes tokenizer and blocks into an empty folder. */
  private void build(Path folder) {
    long documents = countDocuments();
    Path tokenizerJson = folder.resolve(DatasetEntry.TOKENIZER);
    try (Stream<String> all = corpus.documents()) {
      corpus
          .trainer(config.tokenizer(), config.vocabularySize())
          .train(all.filter(document -> !split.isEvaluation(document)), tokenizerJson, progress);
    }
    TokenizedDocuments training = new TokenizedDocuments();
    TokenizedDocuments evaluation = new TokenizedDocuments();
    try (TextTokenizer tokenizer = TextTokenizer.load(tokenizerJson)) {
      new DocumentEncoder(tokenizer, progress)
          .encode(
              corpus.documents(),
              documents,
              (document, ids) -> (split.isEvaluation(document) ? evaluation : training).add(ids));
      BlockPacking packing =
          BlockPacking.of(config.tokenizer(), tokenizer.specials())
              .startingWith(config.blocks().start());
      DatasetEntry.write(
          folder, pack(packing, training, "training"), pack(packing, evaluation, "evaluation"));
    }
  }

  private long countDocuments() {
    DocumentSplit.Count count = split.new Count();
    try (Stream<String> all = corpus.documents()) {
      all.forEach(count::add);
    }
    if (count.documents() == 0) {
      throw new IllegalArgumentException(corpus.name() + " has no documents: every file is empty");
    }
    count
        .fault()
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(corpus.name() + ": " + fault);
            });
    return count.documents();
  }

  private TokenBlocks pack(BlockPacking packing, TokenizedDocuments documents, String part) {
    int[] order = new SplitMix64(config.seed(), 0).permutation(documents.count());
    TokenBlocks blocks = packing.pack(corpus, documents, order, config.blockLength());
    if (blocks.count() == 0) {
      throw new IllegalArgumentException(
          corpus.name()
              + ": the "
              + part
              + " part has "
              + documents.tokens()
              + " tokens, too few for one block of "
              + config.blockLength()
              + ": give more text, a shorter block or another evaluation share");
    }
    return blocks;
  }
}
