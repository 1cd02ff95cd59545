package org.outeffhop.experiment.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.EncodedText;
import org.outeffhop.data.Sentences;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.TextTokenizer;
import org.outeffhop.data.TokenizerKind;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.RunData;
import org.outeffhop.experiment.run.StoredData;
import org.outeffhop.experiment.run.StoredRun;
import org.outeffhop.experiment.run.TrainedModel;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.progress.Progress;

/**
 * Opens stored language models on a text, which is encoded once for all models that share a
 * tokenizer.
 */
public final class StoredTexts {
  private static final int LENGTH = 128;

  private final StoredData data;
  private final Progress progress;
  private final Map<Key, EncodedText.Parts> encoded = new HashMap<>();

  /** Opens nothing yet. */
  public StoredTexts(StoredData data, Progress progress) {
    this.data = data;
    this.progress = progress;
  }

  /** The tokenizer's file, as text or, where it is not the whole tokenizer, as a path. */
  private record Key(String tokenizer, TokenizerKind kind, int length) {}

  /**
   * Opens a language model. The checkpoint belongs to what is returned, and is closed where it is
   * refused.
   *
   * @throws IllegalArgumentException if there is no tokenizer that fits it, or no text
   */
  public TrainedModel open(StoredRun run, Checkpoint checkpoint) {
    try {
      return opened(run, checkpoint);
    } catch (RuntimeException e) {
      checkpoint.close();
      throw e;
    }
  }

  private TrainedModel opened(StoredRun run, Checkpoint checkpoint) {
    TextCorpus corpus =
        run.data(data.text(), TextCorpus.builtin(), TextRecipe::fingerprinted, "--data");
    Evaluation evaluation = data.evaluation(run);
    RunData from = run.own(TextRecipe.fingerprinted(corpus));
    if (!(checkpoint.model() instanceof LanguageModel model)) {
      return sentences(run, checkpoint, corpus, from, evaluation);
    }
    LanguageModelConfig config = (LanguageModelConfig) checkpoint.config();
    EncodedText.Parts text = text(run, config, corpus);
    requireFit(run.folder(), config, text.heldOut().vocabularySize());
    return new StoredText(config, model, from, text, evaluation);
  }

  /** An encoder without a head, whose embeddings are compared with its own in full precision. */
  private TrainedModel sentences(
      StoredRun run,
      Checkpoint checkpoint,
      TextCorpus corpus,
      RunData from,
      Evaluation evaluation) {
    BertEncoder model = (BertEncoder) checkpoint.model();
    tokenizer(run.folder());
    Sentences.Parts texts =
        Sentences.read(
            corpus,
            run.folder(),
            length(run, (LanguageModelConfig) checkpoint.config()),
            TextRecipe.HELD_OUT,
            TextRecipe.TEXT_SEED,
            progress);
    Tensor originals = StoredSentences.originals(model, texts.heldOut(), evaluation);
    return new StoredSentences(
        (BertConfig) checkpoint.config(), model, from, texts, originals, evaluation);
  }

  private EncodedText.Parts text(StoredRun run, LanguageModelConfig config, TextCorpus corpus) {
    TokenizerKind kind = TokenizerKinds.of(config.type());
    int length = length(run, config);
    Supplier<EncodedText.Parts> parts =
        () ->
            EncodedText.parts(
                corpus,
                run.folder(),
                kind,
                length,
                TextRecipe.HELD_OUT,
                TextRecipe.TEXT_SEED,
                progress);
    return encoded.computeIfAbsent(
        new Key(tokenizer(run.folder()), kind, length), key -> parts.get());
  }

  private int length(StoredRun run, LanguageModelConfig config) {
    int longest = config.maxPositionEmbeddings();
    int length = data.length().orElseGet(() -> run.size("length", Math.min(longest, LENGTH)));
    if (length > longest) {
      throw new IllegalArgumentException(
          "%s: length is %d; the model's max_position_embeddings is %d"
              .formatted(run.folder(), length, longest));
    }
    return length;
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
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Checks that a model knows all of a tokenizer's tokens.
   *
   * @throws IllegalArgumentException if it does not
   */
  public static void requireFit(Path folder, LanguageModelConfig config, int vocabulary) {
    if (vocabulary > config.vocabSize()) {
      throw new IllegalArgumentException(
          "%s: the tokenizer has ids up to %d; the model's vocab_size is %d"
              .formatted(folder, vocabulary - 1, config.vocabSize()));
    }
  }
}
