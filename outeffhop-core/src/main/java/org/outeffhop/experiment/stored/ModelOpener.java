package org.outeffhop.experiment.stored;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.outeffhop.data.image.Augmentation;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.data.series.SeriesData;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.experiment.task.DataName;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.experiment.task.Forecasting;
import org.outeffhop.experiment.task.ImageClassification;
import org.outeffhop.experiment.task.LanguageModelling;
import org.outeffhop.experiment.task.MemoryNeed;
import org.outeffhop.experiment.task.Once;
import org.outeffhop.experiment.task.Part;
import org.outeffhop.experiment.task.SentenceEmbedding;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.machine.ProcessMemory;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.ImageModel;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.PassMemory;
import org.outeffhop.model.PassMemory.Purpose;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.progress.Progress;
import org.outeffhop.series.TimeSeries;

/**
 * Opens stored models of every kind, each with its task. A text is encoded once for all models that
 * share a tokenizer.
 */
public final class ModelOpener {
  private final StoredData data;
  private final TextSource.Cache texts;
  private final Progress progress;

  /** Opens nothing yet. */
  public ModelOpener(StoredData data, Progress progress) {
    this.data = data;
    this.progress = progress;
    texts = new TextSource.Cache(progress);
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
      requireRoom(StoredRun.read(folder), model, Purpose.MEASURING);
      model.task().prepare(model.evaluation());
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /**
   * Refuses a measurement that cannot fit into memory.
   *
   * @param purpose of its passes
   * @throws IllegalArgumentException with the largest batch and length that would fit
   */
  public void requireRoom(StoredRun run, StoredModel<?, ?> model, Purpose purpose) {
    int length =
        model.config() instanceof LanguageModelConfig text
            ? TextSource.length(run, text, data.amounts())
            : 0;
    MeasuredAmount amount =
        new MeasuredAmount(
            new PassMemory(model.config(), length),
            purpose,
            model.evaluation().batchSize(),
            length);
    new MemoryNeed(
            "measuring " + run.folder(),
            1,
            "rounded weights",
            purpose == Purpose.MEASURING ? 4.0 * model.parameters().count() : 0,
            amount,
            List.of())
        .requireRoom(ProcessMemory.roomForTensors());
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
    Evaluation evaluation = data.amounts().evaluation(run);
    ModelConfig config = checkpoint.config();
    if (checkpoint.model() instanceof LanguageModel model) {
      return new StoredModel<>(
          config, model, modelling(run, (LanguageModelConfig) config), evaluation, run.range());
    }
    if (checkpoint.model() instanceof BertEncoder model) {
      return new StoredModel<>(
          config,
          model,
          embedding(run, (LanguageModelConfig) config, model),
          evaluation,
          run.range());
    }
    if (checkpoint.model() instanceof ImageModel model) {
      VisionTransformerConfig images = (VisionTransformerConfig) config;
      return new StoredModel<>(
          config, model, classification(run, images, model), evaluation, run.range());
    }
    if (checkpoint.model() instanceof StanHopNet net) {
      Forecasting task = forecasting(run, (StanHopConfig) config);
      int whole = run.size("batch_size", 1);
      int atOnce = Math.min(whole, run.size("micro_batch_size", whole));
      return new StoredModel<>(
          config,
          net,
          task,
          evaluation.withBatchSize(Math.min(atOnce, task.trainingSamples())),
          run.range());
    }
    throw new IllegalArgumentException(
        "%s holds a %s, for which there is no task"
            .formatted(run.folder(), checkpoint.model().architecture()));
  }

  private LanguageModelling modelling(StoredRun run, LanguageModelConfig config) {
    TextSource text = new TextSource(run, config, data, texts);
    return new LanguageModelling(
        config.type(),
        run.folder(),
        text.shown(),
        () -> text.blocks(Part.TRAINING),
        () -> text.blocks(Part.HELD_OUT),
        text::name);
  }

  private SentenceEmbedding embedding(
      StoredRun run, LanguageModelConfig config, BertEncoder model) {
    TextSource text = new TextSource(run, config, data, texts);
    SentenceEmbedding task =
        new SentenceEmbedding(
            model,
            run.folder(),
            text.shown(),
            new Once<>(() -> text.sentences(Part.TRAINING)),
            new Once<>(() -> text.sentences(Part.HELD_OUT)),
            text::name);
    task.notes(config).forEach(progress::notice);
    return task;
  }

  private ImageClassification classification(
      StoredRun run, VisionTransformerConfig config, ImageModel model) {
    Supplier<ImageSource> source =
        () -> {
          requireClassifier(run.folder(), model);
          return run.data(
              data.images(),
              List.of(ImageSource.builtin()),
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
            List.of(data.builtinSeries()),
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
