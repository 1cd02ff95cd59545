package org.outeffhop.experiment.task;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.data.Sentences;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.metrics.EmbeddingFidelity;
import org.outeffhop.metrics.EmbeddingFidelity.Embedded;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.TokenPooling;
import org.outeffhop.progress.Interruptions;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.text.PoolingSettings;

/**
 * Sentence embeddings, pooled from the last hidden states h of a whole text as the model's folder
 * says, of length 1. The quality is the mean cosine with the embeddings of the original model.
 *
 * <p>A student learns the original's hidden states h', after every layer:
 *
 * <pre>{@code
 * distance = e(h, h') of the last layer
 *     + layer weight * mean over layers of e(h, min(max(h', -threshold), threshold))
 *     + cosine weight * mean over texts of 1 - cosine(embedding, embedding')
 * e(h, h') = sum (h - h')^2 / sum h'^2
 * }</pre>
 *
 * <p>What the penalty forbids between layers is not asked for there: hence the threshold.
 */
public final class SentenceEmbedding extends TokenTask<BertEncoder, SentenceEmbedding.Texts> {
  private static final int ORIGINALS_BATCH = 32;

  /** Texts, tokens and channels. */
  private final BertEncoder original;

  private final Supplier<Sentences> training;
  private final Supplier<Sentences> heldOut;
  private final Supplier<RunData> data;
  private final TokenPooling pooling;

  /** Embeddings of the first held-out texts, of ever more; runs side by side may use any. */
  private final Deque<Tensor> originals = new ArrayDeque<>();

  /**
   * Texts of one length.
   *
   * @param texts their indices within the part
   * @param inputIds [B, L]
   */
  public record Texts(int[] texts, Tensor inputIds) {}

  /**
   * A task.
   *
   * @param original the model whose embeddings are the reference; not closed here
   * @param tokenizer the folder of the tokenizer's files and of the settings of embeddings
   * @param shown the text whose first documents engines are compared on
   * @param training texts to learn from
   * @param heldOut texts that are embedded
   * @throws IllegalArgumentException if a setting is not supported
   */
  public SentenceEmbedding(
      BertEncoder original,
      Path tokenizer,
      TextCorpus shown,
      Supplier<Sentences> training,
      Supplier<Sentences> heldOut,
      Supplier<RunData> data) {
    super(tokenizer, shown);
    this.original = original;
    this.training = training;
    this.heldOut = heldOut;
    this.data = data;
    PoolingSettings settings = settings().pooling();
    pooling = TokenPooling.of(settings.modes(), settings.normalized());
  }

  @Override
  boolean embeds() {
    return true;
  }

  /** Reads the texts and embeds them by the original as it is now. */
  @Override
  public void prepare(Evaluation evaluation) {
    data();
    originals(count(evaluation));
  }

  @Override
  public RunData data() {
    return data.get();
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.COSINE;
  }

  @Override
  public Class<BertEncoder> modelClass() {
    return BertEncoder.class;
  }

  @Override
  public BertEncoder create(ModelConfig config, Parameters parameters) {
    return modelClass().cast(config.createHeadless(parameters));
  }

  @Override
  public int trainingSamples() {
    return training.get().count();
  }

  @Override
  public LongFunction<int[]> trainingSamples(int batchSize, long seed) {
    return batch -> training.get().draw(seed, batch, batchSize);
  }

  private int count(Evaluation evaluation) {
    long asked = (long) evaluation.batches() * evaluation.batchSize();
    return (int) Math.min(heldOut.get().count(), asked);
  }

  @Override
  public List<Selection> heldOut(Evaluation evaluation) {
    return Selection.measured(
        Part.HELD_OUT, heldOut.get().batches(count(evaluation), evaluation.batchSize()));
  }

  @Override
  public List<Selection> glimpse(Evaluation evaluation) {
    return heldOut(evaluation.brief());
  }

  @Override
  public Texts batch(Selection selection, Device device) {
    Sentences texts = selection.part() == Part.TRAINING ? training.get() : heldOut.get();
    int[] chosen = selection.samples();
    int[] ids = texts.ids(chosen);
    Tensor rows = Tensors.ofIndices(ids, chosen.length, ids.length / chosen.length);
    return new Texts(chosen, Engine.to(rows, device));
  }

  @Override
  public Tensor inputs(Texts batch) {
    return batch.inputIds();
  }

  @Override
  Tensor output(BertEncoder model, TokenBatch batch, ForwardContext context) {
    return model.hiddenStates(batch, context);
  }

  /**
   * Encoders are not trained from nothing.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public Tensor trainingLoss(
      BertEncoder model, Selection selection, Device device, ForwardContext context) {
    throw new UnsupportedOperationException("a sentence encoder learns from a teacher only");
  }

  @Override
  public Scoring<Texts, Embedded> scoring(BertEncoder model) {
    return new Scoring<>(
        new EmbeddingFidelity(this::originals),
        (batch, context) ->
            new Embedded(batch.texts(), pooled(output(model, batch.inputIds(), context))),
        (hidden, batch) -> new Embedded(batch.texts(), pooled(hidden)));
  }

  /** Hidden states without padding, [B, L, D], to embeddings of length 1. */
  private Tensor pooled(Tensor hidden) {
    return TokenPooling.unit(pooling.of(hidden, null));
  }

  /** The original's embeddings of the first texts, [at least count, D]. */
  private synchronized Tensor originals(int count) {
    if (originals.isEmpty() || originals.getLast().size(0) < count) {
      originals.add(embedded(count));
    }
    return originals.getLast();
  }

  private Tensor embedded(int count) {
    try (TensorScope all = TensorScope.open();
        Device cpu = Engine.device("cpu");
        NoGradGuard constant = new NoGradGuard()) {
      Tensor embeddings = null;
      for (int[] chosen : heldOut.get().batches(count, ORIGINALS_BATCH)) {
        Interruptions.check("the original's embeddings");
        try (TensorScope scope = TensorScope.open()) {
          Texts batch = batch(new Selection(Part.HELD_OUT, chosen, 0, 0), cpu);
          Tensor rows = pooled(output(original, batch.inputIds(), ForwardContext.EVALUATION));
          if (embeddings == null) {
            embeddings = scope.keep(rows.new_zeros(count, rows.size(-1)));
          }
          embeddings.index_copy_(0, Tensors.ofIndices(chosen, chosen.length), rows);
        }
      }
      return all.release(embeddings);
    }
  }

  @Override
  public int heldOutSamples() {
    return heldOut.get().count();
  }

  @Override
  public int longestHeldOut() {
    return heldOut.get().longest();
  }

  @Override
  int[] heldOutTokens(int most) {
    return heldOut.get().ids(IntStream.range(0, Math.min(heldOut.get().count(), most)).toArray());
  }

  @Override
  public List<Tensor> learned(BertEncoder model, Tensor inputIds, ForwardContext context) {
    return List.of(model.layerStates(TokenBatch.of(inputIds), context));
  }

  @Override
  public Tensor distance(List<Tensor> student, List<Tensor> teacher, ConversionConfig config) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor layers = student.get(0);
      Tensor wanted = teacher.get(0);
      Tensor last = layers.select(0, -1);
      Tensor wantedLast = wanted.select(0, -1);
      Tensor sum =
          HiddenStates.relativeError(last, wantedLast)
              .add(cosineDistance(last, wantedLast).mul(Tensors.scalar(config.cosineWeight())));
      if (config.layerWeight() > 0) {
        sum = sum.add(HiddenStates.layerDistance(layers, wanted, config));
      }
      return scope.keep(sum);
    }
  }

  private Tensor cosineDistance(Tensor hidden, Tensor wanted) {
    Tensor cosines = pooled(hidden).mul(pooled(wanted)).sum(-1);
    return cosines.mean().neg().add(Tensors.scalar(1));
  }

  /** The quality is how far it is from the original. */
  @Override
  public boolean comparesOutputs() {
    return false;
  }

  @Override
  public synchronized void close() {
    originals.forEach(Tensor::close);
    originals.clear();
  }
}
