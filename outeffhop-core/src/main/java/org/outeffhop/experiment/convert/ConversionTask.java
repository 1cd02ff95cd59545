package org.outeffhop.experiment.convert;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.conversion.Distillation;
import org.outeffhop.conversion.DistillationTask;
import org.outeffhop.conversion.Student;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TrainingTask;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.experiment.task.Part;
import org.outeffhop.experiment.task.Selection;
import org.outeffhop.experiment.task.Task;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Progress;
import org.outeffhop.progress.SlowPart;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.training.MicroBatches;
import org.outeffhop.training.Objective;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.TrainingConfig;

/** A student with another attention method that learns to do what its teacher does. */
final class ConversionTask<M extends Model, B> implements TrainingTask, DistillationTask<Tensor> {
  private final ConversionRecipe recipe;
  private final StoredModel<M, B> teacher;
  private final Progress progress;
  private final long seed;
  private final Evaluation evaluation;
  private final ModelConfig config;
  private final M student;
  private final Student weights;
  private final LongFunction<int[]> samples;
  private final MicroBatches parts;
  private final Device device = Engine.device("cpu");

  ConversionTask(
      ConversionRecipe recipe, RunSpec run, StoredModel<M, B> teacher, Progress progress) {
    this.progress = progress;
    this.recipe = recipe;
    this.teacher = teacher;
    seed = run.seed();
    evaluation = run.evaluation();
    config = teacher.config().withAttention(run.method());
    student = Engine.seeded(seed, () -> teacher.task().create(config, new Parameters()));
    weights = Student.of(student, teacher.model(), recipe.weightLimit());
    parts =
        new MicroBatches(
            recipe.config().batchSize(), recipe.config().training().gradientAccumulationSteps());
    samples = teacher.task().trainingSamples(recipe.config().batchSize(), seed);
  }

  private Task<M, B> task() {
    return teacher.task();
  }

  @Override
  public Tensor batch(long step, int microBatch) {
    int[] chosen = parts.of(samples.apply(step), microBatch);
    long number = step * parts.count() + microBatch;
    Selection selection = new Selection(Part.TRAINING, chosen, seed, number);
    return task().inputs(task().batch(selection, device));
  }

  @Override
  public List<Tensor> teacher(Tensor inputs) {
    return task().learned(teacher.model(), inputs, ForwardContext.EVALUATION);
  }

  @Override
  public List<Tensor> student(Tensor inputs, ForwardContext context) {
    return task().learned(student, inputs, context);
  }

  @Override
  public Tensor distance(List<Tensor> learned, List<Tensor> teachers) {
    return task().distance(learned, teachers, recipe.config());
  }

  @Override
  public List<String> penalised() {
    return student.outlierProbePoints();
  }

  @Override
  public void calibrate(ForwardContext context) {
    Evaluation brief = evaluation.brief();
    HeldOut<M, B> measured =
        measured(brief.calibratedOn(recipe.rangeBatches(brief.calibrationBatches())));
    SlowPart part =
        new SlowPart("calibration within a step", measured.calibrating().size(), progress);
    measured.telling(part::done).calibrate(context);
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
    return new Distillation<>(this, recipe.config(), quantization(), context);
  }

  @Override
  public Optional<Validation> validation() {
    return recipe.patience().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Validation(
                recipe.evaluationInterval(),
                recipe.patience().getAsInt(),
                brief().batchesOfW8a8(),
                this::error));
  }

  /** What is left of the quality in W8A8 on little data. */
  private double error(Runnable afterBatch) {
    return recipe.measure().loss(brief().telling(afterBatch).w8a8().value());
  }

  /** How far the outputs are from the teacher's is not asked for then. */
  @Override
  public HeldOut<M, B> brief() {
    return measured(evaluation.brief()).alone();
  }

  @Override
  public HeldOut<M, B> whole() {
    return measured(evaluation);
  }

  private HeldOut<M, B> measured(Evaluation size) {
    return task()
        .measurement(student, device, size)
        .quantizedBy(quantization())
        .against(teacher.model());
  }

  private QuantizationConfig quantization() {
    return recipe.config().quantization(task().quantization());
  }

  @Override
  public void write(RunDirectory folder) {
    task().write(folder.path(), config, student);
  }

  @Override
  public void close() {
    student.close();
    device.close();
  }
}
