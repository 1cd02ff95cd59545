package org.outeffhop.experiment.stored;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.outeffhop.data.EncodedText;
import org.outeffhop.data.Sentences;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.TextTokenizer;
import org.outeffhop.data.TokenizerKind;
import org.outeffhop.data.image.Augmentation;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.data.series.SeriesData;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.data.series.TimeSeries;
import org.outeffhop.experiment.task.DataName;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.experiment.task.Forecasting;
import org.outeffhop.experiment.task.ImageClassification;
import org.outeffhop.experiment.task.LanguageModelling;
import org.outeffhop.experiment.task.Once;
import org.outeffhop.experiment.task.Part;
import org.outeffhop.experiment.task.RunData;
import org.outeffhop.experiment.task.SentenceEmbedding;
import org.outeffhop.experiment.task.Task;
import org.outeffhop.experiment.task.TokenizerKinds;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.ImageModel;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.Model;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Folders;
import org.outeffhop.training.RunDirectory;

/**
 * Opens stored models of every kind, each with its task. A text is encoded once for all models that
 * share a tokenizer.
 */
public final class ModelOpener {
  private static final String CONFIG = "config.json";
  private static final int NAMED = 5;
  private static final int LENGTH = 128;

  private final StoredData data;
  private final Progress progress;
  private final Map<Key, EncodedText> encoded = new HashMap<>();

  /** The tokenizer's file, as text or, where it is not the whole tokenizer, as a path. */
  private record Key(String tokenizer, TokenizerKind kind, int length, Part part) {}

  /** Opens nothing yet. */
  public ModelOpener(StoredData data, Progress progress) {
    this.data = data;
    this.progress = progress;
  }

  /**
   * The folders of models: the folder itself, or those of a comparison's finished runs in it.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static List<Path> folders(Path folder) throws IOException {
    Folders.require(
        folder, "a run's folder of 'compare', a comparison's, or a checkpoint's is looked for");
    if (isModel(folder)) {
      return List.of(folder);
    }
    try (Stream<Path> inside = Files.list(folder)) {
      List<Path> runs =
          inside.filter(path -> isModel(path) && RunDirectory.isComplete(path)).sorted().toList();
      if (runs.isEmpty()) {
        throw new IllegalArgumentException(
            folder
                + " holds no model: there is no config.json in it, and no folder of a finished run with config.json and result.json");
      }
      return runs;
    }
  }

  private static boolean isModel(Path folder) {
    return Files.isRegularFile(folder.resolve(CONFIG));
  }

  /**
   * Requires the folder of one model.
   *
   * @throws IllegalArgumentException naming folders inside that hold one, if it holds none
   */
  public static void requireModel(Path folder) throws IOException {
    Folders.require(
        folder, "a run's folder of 'compare' or 'forecast' is looked for, or a checkpoint's");
    if (isModel(folder)) {
      return;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      List<String> models =
          inside
              .filter(ModelOpener::isModel)
              .map(path -> path.getFileName().toString())
              .sorted()
              .limit(NAMED)
              .toList();
      throw new IllegalArgumentException(
          folder
              + " holds no model: there is no config.json"
              + (models.isEmpty() ? "" : "; one is in its folders " + String.join(", ", models)));
    }
  }

  /**
   * Opens the model of a folder with its data read, to be measured.
   *
   * @throws IllegalArgumentException if it is damaged, or has no data that fit
   */
  public StoredModel<?, ?> measured(Path folder) {
    return measured(folder, Optional.empty());
  }

  /** The same of a model whose {@code config.json} may not say its attention method. */
  public StoredModel<?, ?> measured(Path folder, Optional<AttentionMethod> method) {
    StoredModel<?, ?> model = open(folder, method);
    try {
      requireOwnImages(folder, model);
      model.task().prepare(model.evaluation());
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static void requireOwnImages(Path folder, StoredModel<?, ?> model) {
    if (model.model() instanceof ImageModel && !StoredRun.read(folder).ofComparison()) {
      throw new IllegalArgumentException(
          folder
              + " is no classifier that 'compare' trained (there would be settings.json); other vision transformers are not measured, since their images are normalised in their own way");
    }
  }

  /**
   * Opens the model of a folder with its data read where there are some: those that were given, or
   * the built-in ones where it was trained on them.
   */
  public StoredModel<?, ?> known(Path folder, Optional<AttentionMethod> method) {
    StoredModel<?, ?> model = open(folder, method);
    boolean images =
        model.model() instanceof VisionTransformer
            && (data.images().isPresent()
                || StoredRun.read(folder)
                    .own(DataName.of(ImageSource.builtin()).fingerprinted())
                    .own());
    return images ? measured(folder, method) : model;
  }

  /**
   * Opens the model of a folder; its data are read when they are asked for.
   *
   * @param method the attention method where {@code config.json} does not say it
   * @throws IllegalArgumentException if there is none or it is damaged
   */
  public StoredModel<?, ?> open(Path folder, Optional<AttentionMethod> method) {
    StoredRun run = StoredRun.read(folder);
    return open(run, Checkpoint.read(folder, method));
  }

  /**
   * Opens a checkpoint that is read already. It belongs to what is returned, and is closed where it
   * is refused.
   */
  public StoredModel<?, ?> open(StoredRun run, Checkpoint checkpoint) {
    try {
      return opened(run, checkpoint);
    } catch (RuntimeException e) {
      checkpoint.close();
      throw e;
    }
  }

  private StoredModel<?, ?> opened(StoredRun run, Checkpoint checkpoint) {
    Evaluation evaluation = data.evaluation(run);
    if (checkpoint.model() instanceof LanguageModel model) {
      return stored(
          checkpoint, model, modelling(run, (LanguageModelConfig) checkpoint.config()), evaluation);
    }
    if (checkpoint.model() instanceof BertEncoder model) {
      return stored(
          checkpoint,
          model,
          embedding(run, (LanguageModelConfig) checkpoint.config(), model),
          evaluation);
    }
    if (checkpoint.model() instanceof ImageModel model) {
      return stored(
          checkpoint,
          model,
          classification(run, (VisionTransformerConfig) checkpoint.config(), model),
          evaluation);
    }
    if (checkpoint.model() instanceof StanHopNet net) {
      Forecasting task = forecasting(run, (StanHopConfig) checkpoint.config());
      int whole = run.size("batch_size", 1);
      int atOnce = Math.min(whole, run.size("micro_batch_size", whole));
      return stored(
          checkpoint,
          net,
          task,
          evaluation.withBatchSize(Math.min(atOnce, task.trainingSamples())));
    }
    throw new IllegalArgumentException(
        "%s holds a %s, for which there is no task"
            .formatted(run.folder(), checkpoint.model().architecture()));
  }

  private static <M extends Model, B> StoredModel<M, B> stored(
      Checkpoint checkpoint, M model, Task<M, B> task, Evaluation evaluation) {
    return new StoredModel<>(checkpoint.config(), model, task, evaluation);
  }

  private LanguageModelling modelling(StoredRun run, LanguageModelConfig config) {
    TextSource text = new TextSource(run, config);
    return new LanguageModelling(
        config.type(), run.folder(), text.shown(), text::training, text::heldOut, text::name);
  }

  private SentenceEmbedding embedding(
      StoredRun run, LanguageModelConfig config, BertEncoder model) {
    TextSource text = new TextSource(run, config);
    Once<Sentences> training =
        new Once<>(
            () ->
                Sentences.training(
                    text.corpus(), run.folder(), text.length(), data.documents(), progress));
    Once<Sentences> heldOut =
        new Once<>(
            () ->
                Sentences.heldOut(
                    text.corpus(), run.folder(), text.length(), data.documents(), progress));
    return new SentenceEmbedding(model, run.folder(), text.shown(), training, heldOut, text::name);
  }

  /** The text of a stored model, read when it is asked for. */
  private final class TextSource {
    private final StoredRun run;
    private final LanguageModelConfig config;
    private final Once<TextCorpus> corpus = new Once<>(this::chosen);
    private final Once<RunData> name = new Once<>(this::named);

    TextSource(StoredRun run, LanguageModelConfig config) {
      this.run = run;
      this.config = config;
    }

    TextCorpus corpus() {
      return corpus.get();
    }

    private TextCorpus chosen() {
      return run.data(
          data.text(), TextCorpus.builtin(), text -> DataName.of(text).fingerprinted(), "--data");
    }

    /** What engines are compared on, whatever the model was trained on. */
    TextCorpus shown() {
      return data.text().orElseGet(TextCorpus::builtin);
    }

    RunData name() {
      return name.get();
    }

    private RunData named() {
      return run.own(DataName.of(corpus()).fingerprinted());
    }

    int length() {
      int longest = config.maxPositionEmbeddings();
      int length = data.length().orElseGet(() -> run.size("length", Math.min(longest, LENGTH)));
      if (length > longest) {
        throw new IllegalArgumentException(
            "%s: length is %d; the model's max_position_embeddings is %d"
                .formatted(run.folder(), length, longest));
      }
      return length;
    }

    EncodedText training() {
      return blocks(Part.TRAINING);
    }

    EncodedText heldOut() {
      return blocks(Part.HELD_OUT);
    }

    private EncodedText blocks(Part part) {
      TextCorpus text = corpus();
      TokenizerKind kind = TokenizerKinds.of(config.type());
      Key key = new Key(tokenizer(run.folder()), kind, length(), part);
      EncodedText blocks =
          encoded.computeIfAbsent(
              key,
              made ->
                  part == Part.TRAINING
                      ? EncodedText.training(
                          text, run.folder(), kind, key.length(), data.documents(), progress)
                      : EncodedText.heldOut(
                          text, run.folder(), kind, key.length(), data.documents(), progress));
      LanguageModelling.requireFit(run.folder(), config, blocks.vocabularySize());
      return blocks;
    }
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

  private ImageClassification classification(
      StoredRun run, VisionTransformerConfig config, ImageModel model) {
    Supplier<ImageSource> source =
        () -> {
          requireClassifier(run.folder(), model);
          return run.data(
              data.images(),
              ImageSource.builtin(),
              images -> DataName.of(images).fingerprinted(),
              "--images");
        };
    Once<ImageData> images =
        new Once<>(() -> ImageClassification.read(run.folder(), config, source.get()));
    return new ImageClassification(
        images,
        () -> run.own(DataName.of(source.get()).fingerprinted()),
        Augmentation.NONE,
        Optional.of(run.folder()));
  }

  private static void requireClassifier(Path folder, ImageModel model) {
    if (!(model instanceof VisionTransformer)) {
      throw new IllegalArgumentException(
          "%s holds a %s, which has no classifier and is not measured"
              .formatted(folder, model.architecture()));
    }
  }

  private Forecasting forecasting(StoredRun run, StanHopConfig config) {
    if (!run.ofComparison()) {
      throw new IllegalArgumentException(
          run.folder() + " has no settings.json, which says how a STanHop-Net is measured");
    }
    TimeSeries series =
        run.data(
            data.series(),
            data.builtinSeries(),
            offered -> DataName.of(offered, split(offered)).fingerprinted(),
            "--series and --split");
    if (series.channels() != config.numInputChannels()) {
      throw new IllegalArgumentException(
          "%s has %d series; %s takes %d"
              .formatted(
                  series.name(), series.channels(), run.folder(), config.numInputChannels()));
    }
    SeriesSplit split = split(series);
    SeriesData windows =
        SeriesData.of(series, split, config.contextLength(), config.predictionLength());
    return new Forecasting(windows, run.own(DataName.of(series, split).fingerprinted()));
  }

  private SeriesSplit split(TimeSeries series) {
    return data.split().orElseGet(() -> SeriesSplit.byShares(series.length()));
  }
}
