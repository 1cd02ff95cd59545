package org.outeffhop.experiment.text;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.Sentences;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.ExecutableTask;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.experiment.run.RunData;
import org.outeffhop.experiment.run.TrainedModel;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.quantization.migration.MigrationPairs;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Tensors;

/**
 * A sentence encoder on the CPU, texts, and the embeddings that it is compared with. Closing it
 * closes the encoder alone.
 */
public final class StoredSentences implements TrainedModel {
  private final BertConfig config;
  private final BertEncoder model;
  private final RunData data;
  private final Sentences.Parts texts;
  private final Tensor originals;
  private final Evaluation evaluation;

  /**
   * An encoder and its data.
   *
   * @param originals embeddings of the first held-out texts, [N, D], see {@link #originals}
   */
  public StoredSentences(
      BertConfig config,
      BertEncoder model,
      RunData data,
      Sentences.Parts texts,
      Tensor originals,
      Evaluation evaluation) {
    this.config = config;
    this.model = model;
    this.data = data;
    this.texts = texts;
    this.originals = originals;
    this.evaluation = evaluation;
  }

  /** A model's embeddings of as many held-out texts as an evaluation takes, [N, D]. */
  public static Tensor originals(BertEncoder model, Sentences heldOut, Evaluation evaluation) {
    return embedded(heldOut, evaluation, () -> {}).of(model, ForwardContext.EVALUATION);
  }

  private static SentenceEmbeddings embedded(
      Sentences heldOut, Evaluation evaluation, Runnable afterBatch) {
    int count = Math.min(heldOut.count(), evaluation.batches() * evaluation.batchSize());
    return new SentenceEmbeddings(heldOut, count, evaluation.batchSize(), afterBatch);
  }

  @Override
  public String kind() {
    return config.type().toString();
  }

  @Override
  public String attention() {
    return config.attention().method().toString();
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.COSINE;
  }

  @Override
  public RunData data() {
    return data;
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public List<MigrationPair> migrationPairs() {
    return MigrationPairs.of(config);
  }

  @Override
  public OnnxExport export(Precision precision) {
    return export(precision, Map.of());
  }

  @Override
  public OnnxExport export(Precision precision, Map<String, double[]> shortcuts) {
    return OnnxExport.of(config, model, precision, shortcuts);
  }

  @Override
  public Tensor outputs(Tensor tokens) {
    try (NoGradGuard constant = new NoGradGuard()) {
      return model.hiddenStates(TokenBatch.of(tokens), ForwardContext.EVALUATION);
    }
  }

  @Override
  public OptionalInt maxLength() {
    return OptionalInt.of(config.maxPositionEmbeddings());
  }

  @Override
  public Tensor samples(int batch, int length) {
    int[] some = IntStream.range(0, Math.min(texts.heldOut().count(), batch * length)).toArray();
    int[] tokens = texts.heldOut().ids(some);
    int[] chosen = new int[Math.multiplyExact(batch, length)];
    Arrays.setAll(chosen, i -> tokens[i % tokens.length]);
    return Tensors.ofIndices(chosen, batch, length);
  }

  @Override
  public MeasuredTask<Quality> brief() {
    return task(new Evaluation(evaluation.batchSize(), 1, 1, 0, 1), () -> {});
  }

  @Override
  public ExecutableTask whole(Runnable afterBatch) {
    return task(evaluation, afterBatch);
  }

  private SentenceTask task(Evaluation size, Runnable afterBatch) {
    return new SentenceTask(
        model,
        texts.training(),
        size.calibrationBatches(),
        embedded(texts.heldOut(), size, afterBatch),
        originals);
  }

  @Override
  public void close() {
    model.close();
  }
}
