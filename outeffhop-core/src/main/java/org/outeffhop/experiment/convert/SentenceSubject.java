package org.outeffhop.experiment.convert;

import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.data.Sentences;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.RunData;
import org.outeffhop.experiment.run.TrainedModel;
import org.outeffhop.experiment.text.SentenceEmbeddings;
import org.outeffhop.experiment.text.StoredSentences;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.training.RunDirectory;

/**
 * A sentence encoder, whose student learns its hidden states h', after every layer:
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
final class SentenceSubject implements Subject<BertEncoder, TokenBatch> {
  /** Texts, tokens and channels. */
  private static final long[] STATES = {-3, -2, -1};

  private final BertConfig config;
  private final BertEncoder teacher;
  private final RunData data;
  private final Sentences.Parts texts;
  private final Path tokenizer;
  private Tensor originals;

  /**
   * An encoder and its texts.
   *
   * @param tokenizer the tokenizer's file, or null where it is not {@code tokenizer.json}
   */
  SentenceSubject(
      BertConfig config, BertEncoder teacher, RunData data, Sentences.Parts texts, Path tokenizer) {
    this.config = config;
    this.teacher = teacher;
    this.data = data;
    this.texts = texts;
    this.tokenizer = tokenizer;
  }

  @Override
  public BertEncoder teacher() {
    return teacher;
  }

  @Override
  public AttentionMethod method() {
    return config.attention().method();
  }

  @Override
  public long samples() {
    return texts.training().count();
  }

  @Override
  public BertEncoder of(Checkpoint checkpoint) {
    return (BertEncoder) checkpoint.model();
  }

  @Override
  public BertEncoder create(AttentionMethod method) {
    return new BertEncoder(config.withMethod(method));
  }

  @Override
  public TokenBatch batch(long seed, long step, int batchSize) {
    int[] chosen = texts.training().draw(seed, step, batchSize);
    return TokenBatch.of(SentenceEmbeddings.ids(texts.training(), chosen));
  }

  @Override
  public Tensor output(BertEncoder model, TokenBatch batch, ForwardContext context) {
    return model.layerStates(batch, context);
  }

  @Override
  public Tensor distance(Tensor layers, Tensor wanted, ConversionConfig config) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor last = layers.select(0, -1);
      Tensor wantedLast = wanted.select(0, -1);
      Tensor sum =
          relativeError(last, wantedLast)
              .add(cosineDistance(last, wantedLast).mul(Tensors.scalar(config.cosineWeight())));
      if (config.layerWeight() > 0) {
        Tensor errors = relativeError(layers, Tensors.within(wanted, config.threshold()));
        sum = sum.add(errors.mean().mul(Tensors.scalar(config.layerWeight())));
      }
      return scope.keep(sum);
    }
  }

  /** e(h, h') over the last three axes. */
  private static Tensor relativeError(Tensor states, Tensor wanted) {
    Tensor error = states.sub(wanted).square().sum(STATES, false, null);
    return error.div(wanted.square().sum(STATES, false, null));
  }

  private static Tensor cosineDistance(Tensor hidden, Tensor wanted) {
    Tensor cosines =
        SentenceEmbeddings.pooled(hidden).mul(SentenceEmbeddings.pooled(wanted)).sum(-1);
    return cosines.mean().neg().add(Tensors.scalar(1));
  }

  @Override
  public TrainedModel view(BertEncoder model, AttentionMethod method, Evaluation evaluation) {
    return new StoredSentences(
        config.withMethod(method), model, data, texts, originals(evaluation), evaluation);
  }

  /** The teacher's embeddings, which all runs of a comparison are measured against. */
  private synchronized Tensor originals(Evaluation evaluation) {
    long wanted =
        Math.min(texts.heldOut().count(), (long) evaluation.batches() * evaluation.batchSize());
    if (originals == null || originals.size(0) < wanted) {
      try (TensorScope scope = TensorScope.open()) {
        originals = scope.release(StoredSentences.originals(teacher, texts.heldOut(), evaluation));
      }
    }
    return originals;
  }

  @Override
  public long batches(Evaluation evaluation) {
    int most = Math.multiplyExact(evaluation.batches(), evaluation.batchSize());
    return texts.heldOut().batches(most, evaluation.batchSize()).size();
  }

  @Override
  public void write(RunDirectory folder, BertEncoder model, AttentionMethod method) {
    CheckpointWriter.FLOAT32.write(folder.path(), config.withMethod(method), model, tokenizer);
  }

  @Override
  public synchronized void close() {
    if (originals != null) {
      originals.close();
    }
  }
}
