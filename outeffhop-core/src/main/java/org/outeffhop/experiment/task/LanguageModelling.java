package org.outeffhop.experiment.task;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.DocumentSplit;
import org.outeffhop.data.EncodedText;
import org.outeffhop.data.Masking;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.TokenBlocks;
import org.outeffhop.experiment.result.PlantedUse;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.metrics.OutputDivergence;
import org.outeffhop.metrics.Perplexity;
import org.outeffhop.metrics.sinks.PlantedKeys;
import org.outeffhop.model.Bert;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.RunningPercentile;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Language modelling on blocks of tokens: a decoder says the next token, a masked model those of
 * 15% of the places. The quality is perplexity.
 */
public final class LanguageModelling extends TokenTask<LanguageModel, LanguageModelling.Blocks> {
  /** The documents that no run is trained on, 5% of all. */
  public static final DocumentSplit SPLIT = DocumentSplit.USUAL;

  /** The share of tokens that a masked model is asked for. */
  public static final double MASKED = 0.15;

  /** What planted outliers are looked at on. */
  private static final Evaluation PLANTED = Evaluation.of(4, 16);

  private static final double MOMENTUM = 0.9;
  private static final double DECODER_PERCENTILE = 99.999;
  private static final int SHOWN_POSITIONS = 32;

  private final boolean masked;
  private final double maskedInTraining;
  private final Supplier<EncodedText> training;
  private final Supplier<EncodedText> heldOut;
  private final Supplier<RunData> data;
  private final Once<Boolean> trainingStarts;
  private final Once<Boolean> heldOutStarts;

  /**
   * Blocks of tokens.
   *
   * @param inputIds what the model sees, [B, L]
   * @param labels what it is to say at each place, [B, L]
   */
  public record Blocks(Tensor inputIds, Tensor labels) {}

  /** A task in which a masked model learns from as many places as it is measured on. */
  public LanguageModelling(
      ModelType type,
      Path tokenizer,
      TextCorpus shown,
      Supplier<EncodedText> training,
      Supplier<EncodedText> heldOut,
      Supplier<RunData> data) {
    this(type, MASKED, tokenizer, shown, training, heldOut, data);
  }

  /**
   * A task.
   *
   * @param type of the models, which says whether they read masked text
   * @param maskedInTraining the share of tokens that masked models are asked for in training
   * @param tokenizer the folder of the tokenizer's files
   * @param shown the text whose first documents engines are compared on
   * @param training blocks to learn from
   * @param heldOut blocks to be measured on
   */
  public LanguageModelling(
      ModelType type,
      double maskedInTraining,
      Path tokenizer,
      TextCorpus shown,
      Supplier<EncodedText> training,
      Supplier<EncodedText> heldOut,
      Supplier<RunData> data) {
    super(tokenizer, shown);
    masked = !type.isCausal();
    this.maskedInTraining = maskedInTraining;
    this.training = training;
    this.heldOut = heldOut;
    this.data = data;
    trainingStarts = new Once<>(() -> training.get().blocks().beginAlike());
    heldOutStarts = new Once<>(() -> heldOut.get().blocks().beginAlike());
  }

  @Override
  public RunData data() {
    return data.get();
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.PERPLEXITY;
  }

  @Override
  public ModelConfig fitted(ModelConfig config) {
    return ((LanguageModelConfig) config).withVocabSize(training.get().vocabularySize());
  }

  @Override
  public Class<LanguageModel> modelClass() {
    return LanguageModel.class;
  }

  @Override
  public int trainingSamples() {
    return training.get().blocks().count();
  }

  @Override
  public long tokensPerSample() {
    return training.get().blocks().blockLength();
  }

  @Override
  public List<Selection> heldOut(Evaluation evaluation) {
    BlockSampler sampler =
        new BlockSampler(
            heldOut.get().blocks().count(), evaluation.batchSize(), Selection.MEASUREMENT_SEED);
    return Selection.measured(Part.HELD_OUT, evaluation.batches(), sampler::indices);
  }

  @Override
  public List<Selection> glimpse(Evaluation evaluation) {
    return heldOut(evaluation.brief());
  }

  @Override
  public Blocks batch(Selection selection, Device device) {
    return batch(selection, MASKED, device);
  }

  private Blocks batch(Selection selection, double share, Device device) {
    EncodedText text = selection.part() == Part.TRAINING ? training.get() : heldOut.get();
    int[] ids = text.blocks().batch(selection.samples());
    Masking.MaskedBatch batch =
        masked
            ? Masking.apply(
                ids, share, text.specials(), text.vocabularySize(), selection.randomSeed())
            : new Masking.MaskedBatch(
                ids, asked(ids, text.blocks().blockLength(), selection.part()));
    return new Blocks(
        onDevice(batch.inputIds(), text.blocks(), device),
        onDevice(batch.labels(), text.blocks(), device));
  }

  /**
   * The tokens that a decoder is asked for: all, but where every block begins with a start token
   * not the one behind it, which nothing foretells. What a model says at the start token would grow
   * that token's activations for its own sake.
   */
  private int[] asked(int[] ids, int length, Part part) {
    if (!(part == Part.TRAINING ? trainingStarts : heldOutStarts).get()) {
      return ids;
    }
    int[] labels = ids.clone();
    for (int first = 1; first < labels.length; first += length) {
      labels[first] = Masking.IGNORED;
    }
    return labels;
  }

  private static Tensor onDevice(int[] values, TokenBlocks blocks, Device device) {
    int length = blocks.blockLength();
    return Engine.to(Tensors.ofIndices(values, values.length / length, length), device);
  }

  @Override
  public Tensor inputs(Blocks batch) {
    return batch.inputIds();
  }

  @Override
  Tensor output(LanguageModel model, TokenBatch batch, ForwardContext context) {
    return model.logits(batch, context);
  }

  /** Of a masked model the states after every layer, and the scores at the masked places. */
  @Override
  public List<Tensor> learned(LanguageModel model, Tensor inputIds, ForwardContext context) {
    return masked
        ? ((Bert) model).statesAndLogits(inputIds, masked(inputIds), context)
        : super.learned(model, inputIds, context);
  }

  /** Where [MASK] stands; all places of a batch in which chance put it nowhere. */
  private Tensor masked(Tensor inputIds) {
    long mask = training.get().specials().maskId().orElseThrow();
    Tensor row = inputIds.reshape(-1);
    Tensor places = row.eq(new Scalar(mask)).nonzero().reshape(-1);
    return places.numel() == 0 ? row.ge(new Scalar(0)).nonzero().reshape(-1) : places;
  }

  /** Of a masked model: KL at the masked places + the layers' distance. */
  @Override
  public Tensor distance(List<Tensor> student, List<Tensor> teacher, ConversionConfig config) {
    if (!masked) {
      return super.distance(student, teacher, config);
    }
    try (TensorScope scope = TensorScope.open()) {
      Tensor divergence = OutputDivergence.of(student.get(1), teacher.get(1));
      return scope.keep(
          config.layerWeight() == 0
              ? divergence
              : divergence.add(HiddenStates.layerDistance(student.get(0), teacher.get(0), config)));
    }
  }

  @Override
  public Tensor trainingLoss(
      LanguageModel model, Selection selection, Device device, ForwardContext context) {
    return loss(model, batch(selection, maskedInTraining, device), context);
  }

  private static Tensor loss(LanguageModel model, Blocks batch, ForwardContext context) {
    return model.loss(batch.inputIds(), batch.labels(), context);
  }

  @Override
  public Scoring<Blocks, Tensor> scoring(LanguageModel model) {
    return new Scoring<>(
        new Perplexity(() -> heldOut.get().entropy()),
        (batch, context) -> loss(model, batch, context),
        (logits, batch) -> model.crossEntropy(logits, batch.labels()));
  }

  /** W8A8; of decoders the head stays in full precision and ranges leave out single values. */
  @Override
  public QuantizationConfig quantization() {
    return masked
        ? QuantizationConfig.w8a8()
        : QuantizationConfig.w8a8()
            .withRange(new RunningPercentile(MOMENTUM, DECODER_PERCENTILE))
            .withFullPrecision(List.of("lm_head.*"));
  }

  /**
   * What the model does with outliers that were planted in the text, on a few held-out batches;
   * nothing where none were.
   */
  public Optional<PlantedUse> planted(LanguageModel model, Device device) {
    long[] tokens = plantedTokens();
    if (tokens.length == 0) {
      return Optional.empty();
    }
    PlantedKeys keys = new PlantedKeys(model.isCausal());
    for (Selection selection : heldOut(PLANTED)) {
      try (TensorScope scope = TensorScope.open();
          NoGradGuard constant = new NoGradGuard()) {
        Tensor ids = batch(selection, device).inputIds();
        Tensor planted = ids.ne(ids);
        for (long token : tokens) {
          planted = planted.logical_or(ids.eq(new Scalar(token)));
        }
        keys.next(planted);
        Tensor unused = output(model, ids, ForwardContext.evaluation(keys));
      }
    }
    return Optional.of(
        new PlantedUse(
            keys.share(),
            keys.weight(),
            keys.isClassified() ? keys.caught() : null,
            keys.isClassified() ? keys.lost() : null));
  }

  @Override
  public int heldOutSamples() {
    return heldOut.get().blocks().count();
  }

  @Override
  public int longestHeldOut() {
    return heldOut.get().blocks().blockLength();
  }

  @Override
  int[] heldOutTokens(int most) {
    return heldOut.get().blocks().ids();
  }

  @Override
  public List<String> positions(Evaluation evaluation) {
    try (TensorScope scope = TensorScope.open();
        Device cpu = Engine.device("cpu")) {
      Tensor first = batch(glimpse(evaluation).get(0), cpu).inputIds().select(0, 0);
      return decoded(
          Arrays.stream(Tensors.toLongs(first))
              .limit(SHOWN_POSITIONS)
              .mapToInt(Math::toIntExact)
              .toArray());
    }
  }
}
