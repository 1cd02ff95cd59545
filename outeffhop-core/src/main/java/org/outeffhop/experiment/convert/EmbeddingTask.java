package org.outeffhop.experiment.convert;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.conversion.Distillation;
import org.outeffhop.conversion.DistillationTask;
import org.outeffhop.conversion.Student;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TrainingTask;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.training.Objective;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.TrainingConfig;

/**
 * A sentence encoder that learns another one's hidden states.
 *
 * <pre>{@code
 * distance = sum (h - h')^2 / sum h'^2 + mean over texts (1 - cosine(embedding, embedding'))
 * }</pre>
 */
final class EmbeddingTask implements TrainingTask, DistillationTask<TokenBatch> {
  private final ConversionRecipe recipe;
  private final long seed;
  private final Evaluation evaluation;
  private final EmbeddingData data;
  private final BertConfig config;
  private final BertEncoder student;
  private final Student weights;

  EmbeddingTask(ConversionRecipe recipe, RunSpec run, EmbeddingData data) {
    this.recipe = recipe;
    this.data = data;
    seed = run.seed();
    evaluation = run.evaluation();
    config = ((BertConfig) data.teacher().config()).withMethod(run.method());
    student = Engine.seeded(seed, () -> new BertEncoder(config));
    weights = Student.of(student, data.teacher().model());
  }

  @Override
  public TokenBatch batch(long step) {
    int[] chosen = data.training().draw(seed, step, recipe.config().batchSize());
    return SentenceEmbeddings.batch(data.training(), chosen);
  }

  @Override
  public Tensor teacher(TokenBatch batch) {
    return data.teacher().model().hiddenStates(batch, ForwardContext.EVALUATION);
  }

  @Override
  public Tensor student(TokenBatch batch, ForwardContext context) {
    return student.hiddenStates(batch, context);
  }

  @Override
  public Tensor distance(Tensor hidden, Tensor wanted) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor states = hidden.sub(wanted).square().sum().div(wanted.square().sum());
      Tensor cosines =
          SentenceEmbeddings.pooled(hidden).mul(SentenceEmbeddings.pooled(wanted)).sum(-1);
      return scope.keep(states.sub(cosines.mean()).add(org.outeffhop.tensor.Tensors.scalar(1)));
    }
  }

  @Override
  public List<String> penalised() {
    return student.outlierProbePoints();
  }

  @Override
  public void calibrate(ForwardContext context) {
    brief().calibrate(context);
  }

  @Override
  public Parameters parameters() {
    return student.parameters();
  }

  @Override
  public Map<String, Tensor> trained() {
    return weights.trained();
  }

  @Override
  public TrainingConfig training() {
    return recipe.config().training();
  }

  @Override
  public Objective objective(ForwardContext context) {
    return new Distillation<>(this, recipe.config(), QuantizationConfig.w8a8(), context);
  }

  @Override
  public MeasuredTask<Quality> brief() {
    return measured(recipe.briefTexts(), () -> {});
  }

  @Override
  public MeasuredTask<Quality> whole(Runnable afterBatch) {
    return measured(recipe.texts(), afterBatch);
  }

  private EmbeddingMeasurement measured(int texts, Runnable afterBatch) {
    return new EmbeddingMeasurement(
        student,
        data.training(),
        evaluation.calibrationBatches(),
        data.heldOut(texts, evaluation.batchSize(), afterBatch),
        data.originals());
  }

  @Override
  public long batches() {
    return 2 * data.heldOut(recipe.texts(), evaluation.batchSize(), () -> {}).batches()
        + evaluation.calibrationBatches();
  }

  @Override
  public void write(RunDirectory folder) {
    CheckpointWriter.FLOAT32.write(folder.path(), config, student, data.tokenizer());
  }

  @Override
  public void close() {
    student.close();
  }
}
