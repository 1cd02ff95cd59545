package org.outeffhop.experiment.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.outeffhop.data.Progress;
import org.outeffhop.experiment.result.ExportResult;
import org.outeffhop.experiment.result.ExportResult.Agreement;
import org.outeffhop.experiment.result.ExportResult.Format;
import org.outeffhop.experiment.result.ExportResult.WrittenFile;
import org.outeffhop.experiment.run.StoredData;
import org.outeffhop.export.FusionAudit;
import org.outeffhop.export.Int8Kernels;
import org.outeffhop.export.Int8Weights;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.OnnxModel;
import org.outeffhop.export.Precision;
import org.outeffhop.quantization.ActivationQuantization.Static;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.RangeNames;
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

  /** A graph's arithmetic and, where it was calibrated, on what. */
  private record Arithmetic(Precision precision, String calibration) {}

  /**
   * Writes {@value #MODEL} and what belongs to it into a folder, which is made where it is missing.
   *
   * @throws IllegalArgumentException if there is no model, it is damaged, or data to calibrate on
   *     are missing or do not fit
   */
  public ExportResult write(Path out) throws IOException {
    progress.update("reading " + folder, 0, 0);
    try (ExportedModel model = new ExportableModels(options, data, progress).open(folder)) {
      Arithmetic arithmetic = arithmetic(model);
      Files.createDirectories(out);
      Path file = out.resolve(MODEL);
      progress.update("writing " + file, 0, 0);
      try (OnnxExport export = model.graph(arithmetic.precision())) {
        if (arithmetic.calibration() != null) {
          export.describe("calibration", arithmetic.calibration());
        }
        export.write(file, version);
      }
      List<String> companions = model.writeCompanions(out);
      progress.update("auditing the fusions", 0, 0);
      ExportResult.Audit audit = audit(file);
      progress.update("comparing with libtorch", 0, 0);
      return result(model, arithmetic, out, companions, audit, agreement(model, file));
    }
  }

  private Arithmetic arithmetic(ExportedModel model) {
    QuantizationConfig config = options.config(model.quantization());
    return switch (options.precision()) {
      case FP32 -> new Arithmetic(new Precision.Float32(), null);
      case INT8_DYNAMIC -> new Arithmetic(new Precision.Int8Dynamic(Int8Weights.of(config)), null);
      case INT8 -> {
        Calibration calibration = new Calibration(config);
        String on = model.calibrate(calibration);
        String ranges = RangeNames.of(((Static) config.activations()).range());
        yield new Arithmetic(
            Precision.Int8.of(calibration, Int8Weights.of(config)), on + "; range by " + ranges);
      }
    };
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

  private static Agreement agreement(ExportedModel model, Path file) throws IOException {
    try (TensorScope scope = TensorScope.open();
        OnnxModel exported = OnnxModel.open(file, 1)) {
      Sample sample = model.sample();
      Sample.Agreement agreement = sample.compare(exported);
      return new Agreement(sample.name(), agreement.difference(), agreement.largest());
    }
  }

  private ExportResult result(
      ExportedModel model,
      Arithmetic arithmetic,
      Path out,
      List<String> companions,
      ExportResult.Audit audit,
      Agreement agreement)
      throws IOException {
    List<WrittenFile> files = new ArrayList<>();
    for (String name : names(out, companions)) {
      files.add(new WrittenFile(name, Files.size(out.resolve(name))));
    }
    return new ExportResult(
        folder.toString(),
        model.kind(),
        model.attention(),
        options.precision().toString(),
        out.toString(),
        files,
        model.parameters().count() * Float.BYTES,
        arithmetic.calibration(),
        format(),
        audit,
        agreement,
        model.notes());
  }

  private static List<String> names(Path out, List<String> companions) {
    List<String> names = new ArrayList<>(List.of(MODEL));
    if (Files.exists(out.resolve(MODEL + ".data"))) {
      names.add(MODEL + ".data");
    }
    names.addAll(companions);
    return names;
  }

  private Format format() {
    if (options.precision() == ExportPrecision.FP32) {
      return null;
    }
    Int8Kernels kernels = Int8Kernels.ofThisProcessor();
    return new Format(kernels.weightBits(), options.weightsInWords(), kernels.reason());
  }
}
