package org.outeffhop.experiment.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.outeffhop.experiment.quantize.SmoothedModel;
import org.outeffhop.experiment.quantize.Smoothing;
import org.outeffhop.experiment.result.ExportResult;
import org.outeffhop.experiment.result.ExportResult.Agreement;
import org.outeffhop.experiment.result.ExportResult.Format;
import org.outeffhop.experiment.result.ExportResult.WrittenFile;
import org.outeffhop.experiment.result.ResultJson;
import org.outeffhop.experiment.stored.ModelOpener;
import org.outeffhop.experiment.stored.StoredData;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.stored.StoredRun;
import org.outeffhop.experiment.task.GraphSample;
import org.outeffhop.export.FusionAudit;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.files.StagedFiles;
import org.outeffhop.files.VouchedFiles;
import org.outeffhop.model.ConfigFile;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.checkpoint.CheckpointConfig;
import org.outeffhop.progress.Progress;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.migration.ShortcutScales;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.runtime.TargetProcessor;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;

/**
 * Exports a stored model with what is needed to run it, and looks at what came of it.
 *
 * @param folder the model's
 * @param version of the project, for the metadata
 */
public record ModelExport(
    Path folder, ExportOptions options, StoredData data, String version, Progress progress) {
  /** The graph's file. */
  public static final String MODEL = "model.onnx";

  /** The graph's second file, where one cannot hold all. */
  private static final String DATA = MODEL + ".data";

  /**
   * How a graph computes.
   *
   * @param shortcuts what has to be multiplied since scales were moved, by the sum's name
   * @param calibration on what and how it was calibrated, or null
   */
  private record Arithmetic(
      Precision precision, Map<String, double[]> shortcuts, String calibration) {
    private static Arithmetic of(Precision precision) {
      return new Arithmetic(precision, Map.of(), null);
    }
  }

  /**
   * Writes {@value #MODEL}, what belongs to it and the result into a folder, which is made where it
   * is missing. They replace those of an earlier export together, once all are written; whenever
   * this is interrupted, the folder has one of both exports or no {@value #MODEL}.
   *
   * @throws IllegalArgumentException if there is no model, it is damaged, or data to calibrate on
   *     are missing or do not fit
   */
  public ExportResult write(Path out) throws IOException {
    progress.update("reading " + folder, 0, 0);
    try (TensorScope scope = TensorScope.open();
        StoredModel<?, ?> model = open()) {
      GraphSample sample = model.graphSample();
      Arithmetic arithmetic = arithmetic(model);
      try (OnnxExport export = graph(model, arithmetic);
          StagedFiles files = StagedFiles.in(out)) {
        Path staging = files.staging();
        Path file = staging.resolve(MODEL);
        progress.update("writing " + out.resolve(MODEL), 0, 0);
        if (arithmetic.calibration() != null) {
          export.describe("calibration", arithmetic.calibration());
        }
        export.write(file, version);
        List<String> names = names(staging, model.task().writeCompanions(staging));
        progress.update("auditing the fusions", 0, 0);
        ExportResult.Audit audit = audit(file);
        progress.update("comparing with libtorch", 0, 0);
        Agreement agreement = agreement(sample, file);
        List<WrittenFile> written = new ArrayList<>();
        for (String name : names) {
          written.add(new WrittenFile(name, Files.size(staging.resolve(name))));
        }
        ExportResult result = result(model, arithmetic, out, written, audit, agreement);
        VouchedFiles.write(staging.resolve(VouchedFiles.RESULT), ResultJson.tree(result), names);
        files.commit(List.of(MODEL, VouchedFiles.RESULT), earlier(out));
        return result;
      }
    }
  }

  /** The files of an earlier export; its result, which is replaced, may be damaged. */
  private static List<String> earlier(Path out) {
    List<String> names = new ArrayList<>(List.of(DATA));
    try {
      names.addAll(VouchedFiles.names(out.resolve(VouchedFiles.RESULT)));
    } catch (IllegalArgumentException noneOrDamaged) {
      return names;
    }
    return names;
  }

  private StoredModel<?, ?> open() throws IOException {
    StoredRun.requireModel(folder);
    ConfigFile config = CheckpointConfig.read(folder);
    ModelConfig shape = config.config(options.attention());
    requireGraph(config, shape);
    ModelType type = shape.type();
    if (options.fusedAttention() && !type.isCausal()) {
      throw new IllegalArgumentException(
          "%s: model_type is %s; fused attention with a cache is for %s"
              .formatted(config.file(), type, ModelType.list(ModelType::isCausal)));
    }
    ModelOpener opener = new ModelOpener(data, progress);
    return options.precision() == ExportPrecision.INT8
        ? opener.measured(folder, options.attention())
        : opener.known(folder, options.attention());
  }

  private static void requireGraph(ConfigFile config, ModelConfig shape) {
    try {
      OnnxExport.requireGraph(shape);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(config.file() + ": " + e.getMessage(), e);
    }
  }

  private OnnxExport graph(StoredModel<?, ?> model, Arithmetic arithmetic) {
    if (options.fusedAttention()) {
      ShortcutScales.requireNone(arithmetic.shortcuts().keySet(), model.type());
      return model.exportCached(arithmetic.precision());
    }
    return model.export(arithmetic.precision(), arithmetic.shortcuts());
  }

  private Arithmetic arithmetic(StoredModel<?, ?> model) {
    QuantizationConfig config = options.config(model.quantization());
    return switch (options.precision()) {
      case FP32 -> Arithmetic.of(new Precision.Float32());
      case INT8_DYNAMIC -> Arithmetic.of(new Precision.Int8Dynamic(options.int8Weights(config)));
      case INT8 -> calibrated(model, config);
    };
  }

  private Arithmetic calibrated(StoredModel<?, ?> model, QuantizationConfig config) {
    Map<String, double[]> shortcuts =
        options.smoothing().map(smoothing -> smoothed(model, config, smoothing)).orElse(Map.of());
    Calibration calibration = new Calibration(config);
    calibrate(model, new ShortcutScales(shortcuts, calibration));
    String on = model.data().trainingBatches(model.evaluation().calibrationBatches());
    String ranges = config.activations().requireStaticRange().asText();
    String smoothing = options.smoothing().map(moved -> "; " + moved.title()).orElse("");
    return new Arithmetic(
        Precision.Int8.of(calibration, options.int8Weights(config)),
        shortcuts,
        on + "; range by " + ranges + smoothing);
  }

  private void calibrate(StoredModel<?, ?> model, Probe probe) {
    int batches = model.evaluation().calibrationBatches();
    int[] done = {0};
    progress.update("calibrating", 0, batches);
    model
        .whole()
        .telling(() -> progress.update("calibrating", ++done[0], batches))
        .calibrateUnder(probe);
  }

  private Map<String, double[]> smoothed(
      StoredModel<?, ?> model, QuantizationConfig config, Smoothing smoothing) {
    SmoothedModel changed =
        new SmoothedModel(
            model.migrationPairs(), model.parameters(), probe -> calibrate(model, probe), config);
    return smoothing.move(changed).shortcuts();
  }

  private static ExportResult.Audit audit(Path file) throws IOException {
    FusionAudit audit = FusionAudit.of(file);
    return new ExportResult.Audit(
        audit.before(),
        audit.after(),
        audit.missed().stream()
            .map(
                missed ->
                    new ExportResult.Missed(
                        missed.operator(), missed.count(), missed.reason(), missed.nodes()))
            .toList());
  }

  private Agreement agreement(GraphSample sample, Path file) throws IOException {
    try (TensorScope scope = TensorScope.open();
        OnnxModel exported = OnnxModel.open(file, 1)) {
      exported.warning().ifPresent(progress::notice);
      return sample.compare(exported);
    }
  }

  private ExportResult result(
      StoredModel<?, ?> model,
      Arithmetic arithmetic,
      Path out,
      List<WrittenFile> files,
      ExportResult.Audit audit,
      Agreement agreement) {
    return new ExportResult(
        folder.toString(),
        model.type(),
        model.attention(),
        options.precision().toString(),
        out.toString(),
        files,
        model.parameters().count() * Float.BYTES,
        arithmetic.calibration(),
        arithmetic.precision().processor().map(this::format).orElse(null),
        audit,
        agreement,
        model.task().notes(model.config()));
  }

  private static List<String> names(Path out, List<String> companions) {
    List<String> names = new ArrayList<>(List.of(MODEL));
    if (Files.exists(out.resolve(DATA))) {
      names.add(DATA);
    }
    names.addAll(companions);
    return names;
  }

  private Format format(TargetProcessor processor) {
    return new Format(
        processor.weightBits(),
        options.weights().inWords(),
        processor.toString(),
        processor.reason());
  }
}
