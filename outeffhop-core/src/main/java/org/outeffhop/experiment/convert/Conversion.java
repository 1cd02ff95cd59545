package org.outeffhop.experiment.convert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.outeffhop.experiment.execution.ExecutionGap;
import org.outeffhop.experiment.execution.ExecutionOptions;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.ConversionResult;
import org.outeffhop.experiment.result.ConversionResult.Stage;
import org.outeffhop.experiment.result.ExecutionResult;
import org.outeffhop.experiment.result.ResultJson;
import org.outeffhop.experiment.run.ComparisonProgress;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.Provenance;
import org.outeffhop.experiment.run.RunFolder;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.experiment.task.Quantized;
import org.outeffhop.export.Int8Weights;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.files.FolderLock;
import org.outeffhop.files.VouchedFiles;
import org.outeffhop.machine.ProcessMemory;
import org.outeffhop.model.Model;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.progress.Progress;
import org.outeffhop.progress.StepProgress;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.runtime.TargetProcessor;
import org.outeffhop.tensor.Probe;
import org.outeffhop.training.RunDirectory;

/**
 * Converts a stored model: measures it, swaps its attention, trains it against itself as it was,
 * measures it again, and writes it as a checkpoint and as an ONNX graph in eight bits.
 *
 * @param run of the recipe, with its method, seed and amounts
 * @param weights grids of the weights in the graph
 * @param processor which processors the graph is for
 * @param execution what is timed of the graphs; empty: they are not run
 * @param out the folder of the converted model, made where it is missing; an interrupted conversion
 *     goes on there
 */
public record Conversion(
    ConversionRecipe recipe,
    RunSpec run,
    WeightQuantization weights,
    TargetProcessor processor,
    Optional<ExecutionOptions> execution,
    DataSources sources,
    Provenance provenance,
    Path out) {
  /** The converted model in eight bits. */
  public static final String GRAPH = "model-int8.onnx";

  /** Held-out batches that executed eight bits are compared on; stages are measured on all. */
  private static final int EXECUTED_BATCHES = 32;

  /** What {@link #run(Progress)} returns, as a file in the folder. */
  public static final String RESULT = VouchedFiles.CONVERSION;

  /**
   * Makes it.
   *
   * @throws IllegalArgumentException if the folder holds something else, or the data do not fit
   */
  public ConversionResult run(Progress progress) throws IOException {
    RunFolder folder = new RunFolder(out, run);
    folder.requireSameSettings();
    folder.requireWhole();
    ConversionWorkload workload = new ConversionWorkload(recipe, sources);
    workload.requireRoom(run, 1, ProcessMemory.roomForTensors());
    RunDirectory.openOrCreate(out);
    try (FolderLock lock = FolderLock.take(out);
        ConversionWorkload.Prepared prepared = workload.prepare(progress)) {
      return run(folder, prepared, prepared.teacher(), progress);
    }
  }

  private <M extends Model, B> ConversionResult run(
      RunFolder folder,
      ConversionWorkload.Prepared prepared,
      StoredModel<M, B> teacher,
      Progress progress)
      throws IOException {
    long start = System.nanoTime();
    List<Stage> stages = new ArrayList<>();
    stages.add(original(teacher, progress));
    stages.add(swapped(teacher, progress));
    ComparisonRow row =
        folder.isComplete()
            ? folder.read()
            : folder.make(
                prepared, new ComparisonProgress(progress, 0, 1, prepared.steps()), provenance);
    stages.add(stage("converted", row));
    StoredModel<M, B> original = teacher.view(teacher.config(), teacher.model(), executed());
    ExecutionResult before =
        execution.isEmpty() ? null : execute(calibrated(original, "original", progress));
    ExecutionResult after;
    try (Checkpoint checkpoint = Checkpoint.read(out)) {
      StoredModel<M, B> model = teacher.view(checkpoint.config(), checkpoint.model(), executed());
      Calibrated converted = calibrated(model, "converted", progress);
      progress.update("writing " + GRAPH, 0, 0);
      writeGraph(converted);
      after = execution.isEmpty() ? null : execute(converted);
    }
    ConversionResult result =
        new ConversionResult(
            recipe.source().name(),
            recipe.type().toString(),
            run.method().toString(),
            run.data(),
            row.steps(),
            recipe.measure(),
            stages,
            weights.granularity().toString(),
            processor.toString(),
            original.whole().evaluationBatches(),
            before,
            after,
            run.asMap(),
            (System.nanoTime() - start) / 1e9);
    VouchedFiles.write(out.resolve(RESULT), ResultJson.tree(result), graphFiles());
    return result;
  }

  private List<String> graphFiles() {
    return Stream.of(GRAPH, GRAPH + ".data")
        .filter(name -> Files.exists(out.resolve(name)))
        .toList();
  }

  private Evaluation executed() {
    Evaluation all = run.evaluation();
    return all.withBatches(Math.min(all.batches(), EXECUTED_BATCHES));
  }

  private QuantizationConfig quantization(StoredModel<?, ?> model) {
    return recipe.config().quantization(model.task().quantization());
  }

  private <M extends Model, B> Stage original(StoredModel<M, B> teacher, Progress progress) {
    StepProgress steps = new StepProgress("original", progress);
    steps.begin("measuring");
    HeldOut<M, B> heldOut =
        teacher
            .view(teacher.config(), teacher.model(), run.evaluation())
            .whole()
            .quantizedBy(quantization(teacher))
            .against(teacher.model())
            .telling(steps::batch);
    return stage("original", teacher.attention(), heldOut.quantized());
  }

  private <M extends Model, B> Stage swapped(StoredModel<M, B> teacher, Progress progress) {
    StepProgress steps = new StepProgress("attention swapped", progress);
    steps.begin("measuring");
    try (ConversionTask<M, B> task =
        new ConversionTask<>(recipe.swapped(), run, teacher, progress)) {
      return stage(
          "attention swapped",
          run.method().toString(),
          task.whole().telling(steps::batch).quantized());
    }
  }

  private static Stage stage(String name, String attention, Quantized measured) {
    return new Stage(
        name,
        attention,
        measured.outliers().averageKurtosis(),
        measured.outliers().maximumInfinityNorm(),
        measured.quality().value(),
        measured.w8a8().value(),
        measured.details());
  }

  private static Stage stage(String name, ComparisonRow row) {
    return new Stage(
        name,
        row.attention(),
        row.averageKurtosis(),
        row.maximumInfinityNorm(),
        row.quality(),
        row.qualityW8a8(),
        row.details());
  }

  /** A model with the ranges of its activations. */
  private record Calibrated(
      String name,
      StoredModel<?, ?> model,
      HeldOut<?, ?> heldOut,
      QuantizationConfig config,
      Calibration calibration,
      StepProgress steps) {}

  private Calibrated calibrated(StoredModel<?, ?> model, String name, Progress progress) {
    StepProgress steps = new StepProgress(name, progress);
    HeldOut<?, ?> heldOut = model.whole().quantizedBy(quantization(model)).telling(steps::batch);
    QuantizationConfig config = heldOut.quantization().withWeights(weights);
    Calibration calibration = new Calibration(config);
    steps.begin("calibration");
    heldOut.calibrateUnder(calibration);
    return new Calibrated(name, model, heldOut, config, calibration, steps);
  }

  private void writeGraph(Calibrated model) throws IOException {
    Precision int8 =
        Precision.Int8.of(model.calibration(), Int8Weights.of(model.config(), processor));
    String ranges = model.config().activations().requireStaticRange().asText();
    String data = model.model().data().trainingBatches(run.evaluation().calibrationBatches());
    try (OnnxExport export = model.model().export(int8)) {
      export.describe("calibration", data + "; range by " + ranges);
      export.write(out.resolve(GRAPH), provenance.versions().get("outeffhop"));
    }
  }

  private ExecutionResult execute(Calibrated model) throws IOException {
    HeldOut<?, ?> heldOut = model.heldOut();
    model.steps().begin("full precision");
    double full = heldOut.evaluateUnder(Probe.NONE).value();
    model.steps().begin("W8A8, simulated");
    double w8a8 = heldOut.quality(model.calibration(), heldOut.quantization()).value();
    return new ExecutionGap(
            model.name(), model.model(), heldOut, model.config(), execution.get(), model.steps())
        .measure(model.calibration(), full, w8a8);
  }
}
