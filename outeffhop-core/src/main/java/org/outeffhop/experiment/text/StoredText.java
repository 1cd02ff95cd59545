package org.outeffhop.experiment.text;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.EncodedText;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.ExecutableTask;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.experiment.run.RunData;
import org.outeffhop.experiment.run.TrainedModel;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.quantization.migration.MigrationPairs;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Tensors;

/** A stored language model on the CPU and its text. */
public final class StoredText implements TrainedModel {
  private final LanguageModelConfig config;
  private final LanguageModel model;
  private final RunData data;
  private final EncodedText.Parts text;
  private final Evaluation evaluation;
  private final Device device = Engine.device("cpu");

  /** A model and its text, of which it owns the model. */
  public StoredText(
      LanguageModelConfig config,
      LanguageModel model,
      RunData data,
      EncodedText.Parts text,
      Evaluation evaluation) {
    this.config = config;
    this.model = model;
    this.data = data;
    this.text = text;
    this.evaluation = evaluation;
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
    return QualityMeasure.PERPLEXITY;
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
    return OnnxExport.of(config, model, precision);
  }

  @Override
  public Tensor outputs(Tensor tokens) {
    return model.logits(tokens, ForwardContext.EVALUATION);
  }

  @Override
  public OptionalInt maxLength() {
    return OptionalInt.of(config.maxPositionEmbeddings());
  }

  @Override
  public Tensor samples(int batch, int length) {
    int[] tokens = text.heldOut().blocks().ids();
    int[] chosen = new int[Math.multiplyExact(batch, length)];
    Arrays.setAll(chosen, i -> tokens[i % tokens.length]);
    return Tensors.ofIndices(chosen, batch, length);
  }

  @Override
  public MeasuredTask<Quality> brief() {
    return heldOut(1, 1, () -> {});
  }

  @Override
  public ExecutableTask whole(Runnable afterBatch) {
    return heldOut(evaluation.batches(), evaluation.calibrationBatches(), afterBatch);
  }

  private HeldOutText heldOut(int batches, int calibrating, Runnable afterBatch) {
    EncodedText heldOut = text.heldOut();
    return new HeldOutText(
        model,
        new BatchLoss(heldOut.specials(), heldOut.vocabularySize(), device),
        text.training().blocks(),
        heldOut.blocks(),
        evaluation.batchSize(),
        batches,
        calibrating,
        afterBatch);
  }

  @Override
  public void close() {
    model.close();
    device.close();
  }
}
