package org.outeffhop.experiment.text;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.TextDataset;
import org.outeffhop.data.TextTokenizer;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TrainingTask;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.training.Objective;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.TrainingConfig;

/** A language model and its text: what it reads at a step, and its loss there. */
final class TextTask implements TrainingTask {
  private static final int SHOWN_POSITIONS = 32;

  private final TextRecipe recipe;
  private final Evaluation settings;
  private final long seed;
  private final TextDataset data;
  private final LanguageModelConfig config;
  private final LanguageModel model;
  private final BatchLoss loss;
  private final int batchSize;
  private final BlockSampler training;

  TextTask(TextRecipe recipe, RunSpec run, TextDataset data, Device device) {
    this.recipe = recipe;
    this.data = data;
    settings = run.evaluation();
    seed = run.seed();
    config = config(recipe, run, data);
    model = Engine.seeded(seed, config::create);
    loss = new BatchLoss(data.specials(), data.vocabularySize(), device);
    batchSize = recipe.microBatchSize();
    training = new BlockSampler(data.training().count(), batchSize, seed);
  }

  static LanguageModelConfig config(TextRecipe recipe, RunSpec run, TextDataset data) {
    return recipe.model().withVocabSize(data.vocabularySize()).withMethod(run.method());
  }

  @Override
  public Parameters parameters() {
    return model.parameters();
  }

  @Override
  public TrainingConfig training() {
    return recipe.training();
  }

  @Override
  public Objective objective(ForwardContext context) {
    int microBatches = recipe.training().gradientAccumulationSteps();
    long tokens = (long) batchSize * data.training().blockLength();
    return new Objective() {
      @Override
      public Tensor loss(long step, int microBatch) {
        return trainingLoss(step * microBatches + microBatch, context);
      }

      @Override
      public long tokensPerMicroBatch() {
        return tokens;
      }
    };
  }

  @Override
  public MeasuredTask<Quality> brief() {
    return heldOut(settings.shortBatches(), 0, () -> {});
  }

  @Override
  public MeasuredTask<Quality> whole(Runnable afterBatch) {
    return heldOut(settings.batches(), settings.calibrationBatches(), afterBatch);
  }

  @Override
  public List<String> positions() {
    try (TextTokenizer tokenizer = TextTokenizer.load(data.tokenizerJson())) {
      return Arrays.stream(heldOut(1, 0, () -> {}).firstSample())
          .mapToObj(id -> tokenizer.decode(new int[] {id}))
          .limit(SHOWN_POSITIONS)
          .toList();
    }
  }

  private HeldOutText heldOut(int batches, int calibrating, Runnable afterBatch) {
    return new HeldOutText(
        model,
        loss,
        data.training(),
        data.evaluation(),
        settings.batchSize(),
        batches,
        calibrating,
        afterBatch);
  }

  @Override
  public long batches() {
    return 2L * settings.batches() + settings.calibrationBatches();
  }

  @Override
  public void write(RunDirectory folder) {
    CheckpointWriter.FLOAT32.write(folder.path(), config, model, data.tokenizerJson());
  }

  @Override
  public void close() {
    model.close();
  }

  private Tensor trainingLoss(long batch, ForwardContext context) {
    long maskSeed = seed * 1_000_003 + batch;
    return loss.of(model, data.training(), training.indices(batch), maskSeed, context);
  }
}
