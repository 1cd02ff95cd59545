package org.outeffhop.experiment.convert;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.outeffhop.data.BlockStart;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.stored.ModelOpener;
import org.outeffhop.experiment.stored.StoredData;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.stored.StoredRun;
import org.outeffhop.experiment.task.DataName;
import org.outeffhop.experiment.task.LanguageModelling;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.Fingerprint;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.DataKind;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.model.checkpoint.CheckpointConfig;
import org.outeffhop.model.checkpoint.CheckpointWeights;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.SentenceSettings;
import org.outeffhop.text.TextTokenizer;

/**
 * A stored model from which conversions start. Closing it frees the model.
 *
 * @param name of the checkpoint, for people
 */
public record ConversionSource(String name, Path folder, Checkpoint checkpoint)
    implements AutoCloseable {
  /**
   * Reads a checkpoint.
   *
   * @throws IllegalArgumentException if it is damaged, has no outputs that a student could learn,
   *     lacks its tokenizer, or has settings of embeddings that are not supported
   */
  public static ConversionSource open(String name, Path folder) {
    StoredRun.requireModel(folder);
    Checkpoint checkpoint = Checkpoint.read(folder);
    ConversionSource source = new ConversionSource(name, folder, checkpoint);
    try {
      source.requireConvertible();
      return source;
    } catch (RuntimeException e) {
      checkpoint.close();
      throw e;
    }
  }

  private void requireConvertible() {
    boolean outputs =
        checkpoint.model() instanceof BertEncoder
            || checkpoint.model() instanceof LanguageModel
            || checkpoint.model() instanceof VisionTransformer;
    if (!outputs) {
      throw new IllegalArgumentException(
          "%s is a %s; what can be converted is a BertModel, a language model with its head, or a classifier of images"
              .formatted(name, checkpoint.model().architecture()));
    }
    if (data() == DataKind.TEXT && TextTokenizer.file(folder).isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no tokenizer.json, vocab.txt, or vocab.json and merges.txt; without one there is no text to learn from"
              .formatted(folder));
    }
    if (data() == DataKind.TEXT) {
      SentenceSettings.read(folder);
    }
  }

  /** Which model. */
  public ModelType type() {
    return checkpoint.config().type();
  }

  /** The attention method that it was trained with. */
  public AttentionMethod method() {
    return checkpoint.config().attention().method();
  }

  /** What is read in training. */
  public DataKind data() {
    return type().data();
  }

  /** The text to learn from where none is named: of a sentence encoder, short ones. */
  public TextCorpus text() {
    return checkpoint.model() instanceof BertEncoder ? TextCorpus.glosses() : TextCorpus.builtin();
  }

  /** Tokens that the model takes, at most; of a vision transformer without a bound. */
  public int maxLength() {
    return checkpoint.config() instanceof LanguageModelConfig text
        ? text.maxPositionEmbeddings()
        : Integer.MAX_VALUE;
  }

  /** Adds the setting of what a block of its text begins with, where that is anything. */
  public void putBlockStart(Map<String, Object> settings) {
    BlockStart start = StoredRun.read(folder).blockStart();
    if (start != BlockStart.NONE) {
      settings.put(StoredRun.BLOCK_START, start.toString());
    }
  }

  /** What the quality of a converted model is. */
  public QualityMeasure measure() {
    if (checkpoint.model() instanceof BertEncoder) {
      return QualityMeasure.COSINE;
    }
    return data() == DataKind.IMAGES ? QualityMeasure.TOP1 : QualityMeasure.PERPLEXITY;
  }

  /**
   * The name with SHA-256 of the settings' and the weights' files and, of a sentence encoder, the
   * settings of embeddings, shortened.
   */
  String fingerprinted() {
    Fingerprint fingerprint = new Fingerprint();
    List<Path> files = new ArrayList<>(List.of(CheckpointConfig.read(folder).file()));
    try (CheckpointWeights weights = CheckpointWeights.open(folder)) {
      files.addAll(weights.paths());
      for (Path file : files.stream().distinct().sorted().toList()) {
        add(fingerprint, file.getFileName().toString(), file);
      }
      if (checkpoint.model() instanceof BertEncoder) {
        for (String setting : SentenceSettings.read(folder).files()) {
          add(fingerprint, setting, folder.resolve(setting));
        }
      }
    } catch (IOException e) {
      throw FileFaults.unreadable(folder, e);
    }
    return name + " " + fingerprint.toHex().substring(0, 16);
  }

  /** Data that a copy of the model learns from, named so that another original is another name. */
  public DataName learning(DataName learned) {
    return new DataName(learned.name(), learned.fingerprinted() + StoredRun.FROM + fingerprinted());
  }

  /**
   * The model with data to learn from and to be measured on.
   *
   * @param length tokens of a text or a block, at most
   */
  public StoredModel<?, ?> open(DataSources sources, int length, Progress progress) {
    StoredData given =
        new StoredData(
            Optional.of(sources.text()),
            LanguageModelling.SPLIT,
            Optional.ofNullable(sources.images()),
            Optional.empty(),
            sources.series(),
            Optional.empty(),
            new StoredData.Amounts(
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.of(length)));
    return new ModelOpener(given, progress).open(StoredRun.read(folder), checkpoint);
  }

  private static void add(Fingerprint fingerprint, String called, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      fingerprint.add(called).add(in);
    }
  }

  @Override
  public void close() {
    checkpoint.close();
  }
}
