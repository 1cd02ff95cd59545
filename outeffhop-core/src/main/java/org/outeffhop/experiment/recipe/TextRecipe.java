package org.outeffhop.experiment.recipe;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.bytedeco.pytorch.Device;
import org.outeffhop.data.BlockLayout;
import org.outeffhop.data.BlockStart;
import org.outeffhop.data.EncodedText;
import org.outeffhop.data.TextConfig;
import org.outeffhop.data.TextDataset;
import org.outeffhop.experiment.result.PlantedUse;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.AtOnce;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.RunMemory;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.experiment.run.TaskRecipe;
import org.outeffhop.experiment.stored.StoredRun;
import org.outeffhop.experiment.task.DataName;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.experiment.task.LanguageModelling;
import org.outeffhop.experiment.task.RunData;
import org.outeffhop.experiment.task.TokenizerChoice;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.Bert;
import org.outeffhop.model.InitialPositions;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.PassMemory;
import org.outeffhop.naming.Counted;
import org.outeffhop.progress.Progress;
import org.outeffhop.training.TrainingConfig;

/**
 * How one model is pretrained.
 *
 * @param model its shape; its vocabulary is the largest that the tokenizer may have
 * @param length tokens in a sequence
 * @param start what every sequence begins with
 * @param masked how a masked language model learns; a decoder's is the usual one
 * @param batchSize sequences in one update, over all its micro-batches
 * @param training the optimiser's settings
 */
public record TextRecipe(
    LanguageModelConfig model,
    int length,
    BlockStart start,
    MaskedLearning masked,
    int batchSize,
    TrainingConfig training)
    implements TaskRecipe<LanguageModelling, LanguageModel> {
  private static final Set<Setting> MASKED =
      EnumSet.of(
          Setting.STEPS,
          Setting.WARMUP,
          Setting.LEARNING_RATE,
          Setting.SCHEDULE,
          Setting.WEIGHT_DECAY,
          Setting.BETA2,
          Setting.MAX_GRAD_NORM,
          Setting.BATCH,
          Setting.ACCUMULATE,
          Setting.LENGTH,
          Setting.VOCABULARY,
          Setting.LAYERS,
          Setting.WIDTH,
          Setting.HEADS);

  /** Sequences that begin with whatever the documents have there. */
  public TextRecipe(LanguageModelConfig model, int length, int batchSize, TrainingConfig training) {
    this(model, length, BlockStart.NONE, MaskedLearning.USUAL, batchSize, training);
  }

  public TextRecipe {
    TextConfig checked = blocks(model, length, start);
    if (length > model.maxPositionEmbeddings()) {
      throw new IllegalArgumentException(
          "length is %d and max_position_embeddings %d; a sequence must fit"
              .formatted(length, model.maxPositionEmbeddings()));
    }
    training.requireMicroBatches(batchSize);
    if (model.type().isCausal() && !masked.equals(MaskedLearning.USUAL)) {
      throw new IllegalArgumentException(
          "model_type is %s, which masks nothing: %s is for others"
              .formatted(model.type(), masked.asMap()));
    }
  }

  /** How text is cut for a model. */
  private static TextConfig blocks(LanguageModelConfig model, int length, BlockStart start) {
    return new TextConfig(
        new BlockLayout(TokenizerChoice.of(model.type()), length, start),
        model.vocabSize(),
        LanguageModelling.SPLIT.evaluationShare(),
        LanguageModelling.SPLIT.seed());
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.PERPLEXITY;
  }

  @Override
  public Set<Setting> settings() {
    Set<Setting> settings = EnumSet.copyOf(MASKED);
    if (type().isCausal()) {
      settings.add(Setting.BLOCK_START);
    } else {
      settings.addAll(EnumSet.of(Setting.MASKED_SHARE, Setting.INITIAL_POSITIONS));
    }
    return settings;
  }

  @Override
  public TextRecipe with(Changes changes) {
    int tokens = changes.get(Setting.LENGTH, length);
    LanguageModelConfig shaped =
        model
            .withSize(
                changes.get(Setting.LAYERS, model.numHiddenLayers()),
                changes.get(Setting.WIDTH, model.hiddenSize()),
                changes.get(Setting.HEADS, model.numAttentionHeads()),
                Math.max(tokens, model.maxPositionEmbeddings()))
            .withVocabSize(changes.get(Setting.VOCABULARY, model.vocabSize()));
    return new TextRecipe(
        shaped,
        tokens,
        type().isCausal() ? changes.get(Setting.BLOCK_START, start) : start,
        type().isCausal() ? masked : masked.with(changes),
        changes.get(Setting.BATCH, batchSize),
        changes.applyTo(training));
  }

  @Override
  public DataName dataName(DataSources sources) {
    return DataName.of(sources.text());
  }

  @Override
  public LanguageModelling read(DataSources sources, Progress progress) {
    TextConfig blocks = blocks(model, length, start);
    TextDataset data = TextDataset.prepare(sources.text(), blocks, sources.cache(), progress);
    EncodedText learned = EncodedText.training(data);
    EncodedText heldOut =
        EncodedText.heldOut(
            data, type().isCausal() ? sources.text().entropy(length) : OptionalDouble.empty());
    RunData name = new RunData(dataName(sources).fingerprinted(), true);
    return new LanguageModelling(
        type(),
        masked.share(),
        data.tokenizerJson().getParent(),
        sources.text(),
        () -> learned,
        () -> heldOut,
        () -> name);
  }

  @Override
  public void begin(LanguageModel model) {
    if (masked.positions() == InitialPositions.SINUSOIDAL) {
      ((Bert) model).beginWithSinusoids();
    }
  }

  @Override
  public int batchSize(LanguageModelling task) {
    return batchSize;
  }

  @Override
  public TrainingConfig training(LanguageModelling task) {
    return training;
  }

  /** What it does with outliers that were planted in the text. */
  @Override
  public Map<String, Double> details(LanguageModelling task, LanguageModel model, Device device) {
    return task.planted(model, device).map(PlantedUse::numbers).orElse(Map.of());
  }

  @Override
  public int batchUnit() {
    return training.gradientAccumulationSteps();
  }

  @Override
  public AtOnce atOnce(LanguageModelling task, Evaluation asked) {
    return atOnce(asked);
  }

  private AtOnce atOnce(Evaluation asked) {
    long parts = training.gradientAccumulationSteps();
    return new AtOnce((batchSize + parts - 1) / parts, asked.batchSize(), length);
  }

  /** Refused is what the smallest vocabulary that the text may give is too large for. */
  @Override
  public void requireRoom(RunSpec run, int copies, long available) {
    int least = TokenizerChoice.of(type()).minimumVocabularySize();
    if (memory(run, model.withVocabSize(least)).need(copies).exceeds(available)) {
      memory(run, model).need(copies).requireRoom(available);
    }
  }

  private RunMemory memory(RunSpec run, LanguageModelConfig shape) {
    return new RunMemory(
        run,
        shape.withAttention(run.method()),
        training.optimizer(),
        run.execution().trainingPass(),
        PassMemory.Purpose.MEASURING,
        batchSize,
        batchUnit(),
        changes -> with(changes).atOnce(run.evaluation()));
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("hidden_size", model.hiddenSize());
    map.put("num_hidden_layers", model.numHiddenLayers());
    map.put("num_attention_heads", model.numAttentionHeads());
    map.put("vocab_size", model.vocabSize());
    map.put("length", length);
    if (start != BlockStart.NONE) {
      map.put(StoredRun.BLOCK_START, start.toString());
    }
    map.putAll(masked.asMap());
    map.put("batch_size", batchSize);
    map.putAll(training.asMap());
    return map;
  }

  /** How far a softmax is stretched that is not stretched as all others are. */
  @Override
  public Map<String, Object> settingsOf(AttentionMethod method) {
    Map<String, Object> settings = model.withMethod(method).attention().asMap();
    settings.keySet().retainAll(Set.of(AttentionConfig.ETA));
    settings.values().removeIf(eta -> eta.equals(AttentionConfig.USUAL_ETA));
    return settings;
  }

  @Override
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%s of %d x %d tokens%s, %s of width %d, learning rate %s",
        Counted.of(training.steps(), "step"),
        batchSize,
        length,
        start == BlockStart.NONE ? "" : ", each sequence with a start token",
        Counted.of(model.numHiddenLayers(), "layer"),
        model.hiddenSize(),
        training.learningRate());
  }
}
