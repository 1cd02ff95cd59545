package org.outeffhop.experiment.convert;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.conversion.Distillation;
import org.outeffhop.conversion.DistillationTask;
import org.outeffhop.conversion.Student;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.MeasuredTask;
import org.outeffhop.experiment.run.Quality;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TrainingTask;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.Model;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.training.Objective;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.TrainingConfig;

/** A student with another attention method that learns to do what its teacher does. */
final class ConversionTask<M extends Model, I> implements TrainingTask, DistillationTask<I> {
  private final ConversionRecipe recipe;
  private final Subject<M, I> subject;
  private final long seed;
  private final AttentionMethod method;
  private final Evaluation evaluation;
  private final M student;
  private final Student weights;

  ConversionTask(ConversionRecipe recipe, RunSpec run, Subject<M, I> subject) {
    this.recipe = recipe;
    this.subject = subject;
    seed = run.seed();
    method = run.method();
    evaluation = run.evaluation();
    student = Engine.seeded(seed, () -> subject.create(method));
    weights = Student.of(student, subject.teacher(), recipe.weightLimit());
  }

  @Override
  public I batch(long step) {
    return subject.batch(seed, step, recipe.config().batchSize());
  }

  @Override
  public Tensor teacher(I batch) {
    return subject.output(subject.teacher(), batch, ForwardContext.EVALUATION);
  }

  @Override
  public Tensor student(I batch, ForwardContext context) {
    return subject.output(student, batch, context);
  }

  @Override
  public Tensor distance(Tensor output, Tensor teachers) {
    return subject.distance(output, teachers, recipe.config());
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
  public boolean isTrained() {
    return recipe.isTrained();
  }

  @Override
  public TrainingConfig training() {
    return recipe.config().training();
  }

  @Override
  public Objective objective(ForwardContext context) {
    return new Distillation<>(this, recipe.config(), brief().quantization(), context);
  }

  @Override
  public Optional<Validation> validation() {
    return recipe.patience().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Validation(
                recipe.evaluationInterval(),
                recipe.patience().getAsInt(),
                batches(brief(evaluation)),
                this::error));
  }

  /** What is left of the quality in W8A8 on little data. */
  private double error(Runnable afterBatch) {
    return recipe.measure().loss(brief(afterBatch).quantized().w8a8().value());
  }

  @Override
  public MeasuredTask<Quality> brief() {
    return brief(() -> {});
  }

  private MeasuredTask<Quality> brief(Runnable afterBatch) {
    return subject.compared(student, method, brief(evaluation), afterBatch);
  }

  private static Evaluation brief(Evaluation whole) {
    return new Evaluation(
        whole.batchSize(), whole.shortBatches(), whole.calibrationBatches(), 0, 1);
  }

  @Override
  public MeasuredTask<Quality> whole(Runnable afterBatch) {
    return subject.compared(student, method, evaluation, afterBatch);
  }

  @Override
  public long batches() {
    return batches(evaluation);
  }

  private long batches(Evaluation measured) {
    return 2 * subject.batches(measured) + measured.calibrationBatches();
  }

  @Override
  public void write(RunDirectory folder) {
    subject.write(folder, student, method);
  }

  @Override
  public void close() {
    student.close();
  }
}
