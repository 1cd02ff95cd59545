package org.outeffhop.experiment.quantize;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.outeffhop.experiment.result.QuantizationResult;
import org.outeffhop.experiment.stored.ModelOpener;
import org.outeffhop.experiment.stored.StoredData;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.stored.StoredRun;
import org.outeffhop.progress.Progress;

/**
 * What quantization costs stored models.
 *
 * <p>A run of a comparison is measured as its comparison measured it, so that full precision and
 * W8A8 are its own numbers, where nothing else is asked for.
 */
public record QuantizationStudy(QuantizationOptions options, StoredData data, Progress progress) {
  /**
   * Measures the model of a folder, or all finished runs of a comparison's.
   *
   * @throws IllegalArgumentException if there is no model, it is damaged, has no data to calibrate
   *     and measure on, or an option does not fit it
   */
  public QuantizationResult run(Path folder) throws IOException {
    ModelOpener models = new ModelOpener(data, progress);
    List<QuantizationResult.Model> measured = new ArrayList<>();
    for (Path model : StoredRun.finished(folder)) {
      progress.update("reading " + model, 0, 0);
      try (StoredModel<?, ?> opened = models.measured(model)) {
        measured.add(new ModelQuantization(name(model), opened, options, progress).run());
      }
    }
    return new QuantizationResult(measured, options.asMap());
  }

  private static String name(Path folder) {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }
}
