package org.outeffhop.experiment.stored;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.outeffhop.data.BlockLayout;
import org.outeffhop.data.EncodedText;
import org.outeffhop.data.Sentences;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.TokenCache;
import org.outeffhop.experiment.task.DataName;
import org.outeffhop.experiment.task.Once;
import org.outeffhop.experiment.task.Part;
import org.outeffhop.experiment.task.RunData;
import org.outeffhop.experiment.task.TokenizerChoice;
import org.outeffhop.files.FileFaults;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.TextTokenizer;

/** The text of a stored model; nothing is read before it is asked for. */
final class TextSource {
  private static final int LENGTH = 128;

  private final StoredRun run;
  private final LanguageModelConfig config;
  private final StoredData data;
  private final Cache cache;
  private final Once<TextCorpus> corpus = new Once<>(this::chosen);
  private final Once<RunData> name = new Once<>(this::named);
  private final Once<EncodedText> training = new Once<>(() -> encoded(Part.TRAINING));
  private final Once<EncodedText> heldOut = new Once<>(() -> encoded(Part.HELD_OUT));

  /** Encoded text, kept for all models that share a tokenizer, and its tokens for later runs. */
  static final class Cache {
    private static final Path FOLDER = Path.of("runs", "cache", "tokens");

    private final TokenCache tokens;
    private final Map<Key, EncodedText> encoded = new ConcurrentHashMap<>();

    Cache(Progress progress) {
      tokens = new TokenCache(FOLDER, progress);
    }
  }

  /** The tokenizer's file, as text or, where it is not the whole tokenizer, as a path. */
  private record Key(String tokenizer, BlockLayout layout, Part part) {}

  TextSource(StoredRun run, LanguageModelConfig config, StoredData data, Cache cache) {
    this.run = run;
    this.config = config;
    this.data = data;
    this.cache = cache;
  }

  private TextCorpus chosen() {
    return run.data(data.text(), builtin(), text -> DataName.of(text).fingerprinted(), "--data");
  }

  /**
   * The texts that come with the project; of the generated ones, that of the model's comparison.
   */
  private List<TextCorpus> builtin() {
    List<TextCorpus> texts = new ArrayList<>(List.of(TextCorpus.glosses(), TextCorpus.prose()));
    String trained = run.settings().path("data").asText().split(" ", 2)[0];
    if (TextCorpus.isNamed(trained)) {
      texts.add(TextCorpus.named(trained));
    }
    return texts;
  }

  /** What engines are compared on: what was given, or is built in and the model was trained on. */
  TextCorpus shown() {
    return data.text()
        .or(
            () ->
                builtin().stream()
                    .filter(text -> run.settings().path("data").asText().startsWith(text.name()))
                    .findFirst())
        .orElseGet(TextCorpus::glosses);
  }

  RunData name() {
    return name.get();
  }

  private RunData named() {
    return run.own(DataName.of(corpus.get()).fingerprinted());
  }

  private int length() {
    return length(run, config, data.amounts());
  }

  /** Tokens in a sequence of what a model is measured on. */
  static int length(StoredRun run, LanguageModelConfig config, StoredData.Amounts amounts) {
    int longest = config.maxPositionEmbeddings();
    int length = amounts.length().orElseGet(() -> run.size("length", Math.min(longest, LENGTH)));
    if (length > longest) {
      throw new IllegalArgumentException(
          "%s: length is %d; the model's max_position_embeddings is %d"
              .formatted(run.folder(), length, longest));
    }
    return length;
  }

  /** A part in blocks. */
  EncodedText blocks(Part part) {
    return part == Part.TRAINING ? training.get() : heldOut.get();
  }

  private EncodedText encoded(Part part) {
    TextCorpus text = corpus.get();
    BlockLayout layout =
        new BlockLayout(TokenizerChoice.of(config.type()), length(), run.blockStart());
    Key key = new Key(tokenizer(run.folder()), layout, part);
    TextTokenizer.requireFit(run.folder(), config.vocabSize());
    return cache.encoded.computeIfAbsent(
        key,
        made ->
            part == Part.TRAINING
                ? EncodedText.training(text, run.folder(), layout, data.documents(), cache.tokens)
                : EncodedText.heldOut(text, run.folder(), layout, data.documents(), cache.tokens));
  }

  /** A part as whole texts. */
  Sentences sentences(Part part) {
    TextTokenizer.requireFit(run.folder(), config.vocabSize());
    return part == Part.TRAINING
        ? Sentences.training(corpus.get(), run.folder(), length(), data.documents(), cache.tokens)
        : Sentences.heldOut(corpus.get(), run.folder(), length(), data.documents(), cache.tokens);
  }

  private static String tokenizer(Path folder) {
    Path file =
        TextTokenizer.file(folder)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        folder
                            + " has no tokenizer.json, vocab.txt, or vocab.json and merges.txt, without which no text can be measured"));
    try {
      return file.endsWith("tokenizer.json") ? Files.readString(file) : file.toString();
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
  }
}
