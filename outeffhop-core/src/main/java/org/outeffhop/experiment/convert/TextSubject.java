package org.outeffhop.experiment.convert;

import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.EncodedText;
import org.outeffhop.data.TokenBlocks;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.RunData;
import org.outeffhop.experiment.run.TrainedModel;
import org.outeffhop.experiment.text.BatchLoss;
import org.outeffhop.experiment.text.StoredText;
import org.outeffhop.experiment.text.TextRecipe;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.training.RunDirectory;

/**
 * A language model, whose student learns its distribution over the vocabulary at every place, see
 * {@link OutputDivergence}. BERT reads masked text.
 *
 * @param tokenizer the tokenizer's file, or null where it is not {@code tokenizer.json}
 */
record TextSubject(
    LanguageModelConfig config,
    LanguageModel teacher,
    RunData data,
    EncodedText.Parts text,
    Path tokenizer)
    implements Subject<LanguageModel, Tensor> {

  @Override
  public AttentionMethod method() {
    return config.attention().method();
  }

  @Override
  public long samples() {
    return text.training().blocks().count();
  }

  @Override
  public LanguageModel of(Checkpoint checkpoint) {
    return (LanguageModel) checkpoint.model();
  }

  @Override
  public LanguageModel create(AttentionMethod method) {
    return config.withMethod(method).create();
  }

  @Override
  public Tensor batch(long seed, long step, int batchSize) {
    return inputs(text.training().blocks(), batchSize, seed, step);
  }

  private Tensor inputs(TokenBlocks blocks, int batchSize, long seed, long step) {
    int[] chosen = new BlockSampler(blocks.count(), batchSize, seed).indices(step);
    try (Device cpu = Engine.device("cpu")) {
      EncodedText any = text.training();
      return new BatchLoss(any.specials(), any.vocabularySize(), cpu)
          .inputs(teacher, blocks, chosen, seed * 1_000_003 + step);
    }
  }

  @Override
  public Tensor output(LanguageModel model, Tensor tokens, ForwardContext context) {
    return model.logits(tokens, context);
  }

  @Override
  public Tensor distance(Tensor logits, Tensor teachers, ConversionConfig config) {
    return OutputDivergence.of(logits, teachers);
  }

  @Override
  public TrainedModel view(LanguageModel model, AttentionMethod method, Evaluation evaluation) {
    return new StoredText(config.withMethod(method), model, data, text, evaluation);
  }

  @Override
  public Map<String, Double> fidelity(
      LanguageModel model, ForwardContext context, Evaluation evaluation, Runnable afterBatch) {
    OutputDivergence divergence = new OutputDivergence();
    for (int batch = 0; batch < evaluation.batches(); batch++) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor tokens =
            inputs(
                text.heldOut().blocks(), evaluation.batchSize(), TextRecipe.EVALUATION_SEED, batch);
        divergence.add(
            model.logits(tokens, context), teacher.logits(tokens, ForwardContext.EVALUATION));
      }
      afterBatch.run();
    }
    return divergence.means();
  }

  /** Quality and divergence, one after the other. */
  @Override
  public long batches(Evaluation evaluation) {
    return 2L * evaluation.batches();
  }

  @Override
  public void write(RunDirectory folder, LanguageModel model, AttentionMethod method) {
    CheckpointWriter.FLOAT32.write(folder.path(), config.withMethod(method), model, tokenizer);
  }

  @Override
  public void close() {}
}
