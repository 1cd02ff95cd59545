package org.outeffhop.experiment.forecast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.Progress;
import org.outeffhop.data.series.SeriesData;
import org.outeffhop.experiment.MeasuredTask;
import org.outeffhop.experiment.result.ForecastResult;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.training.EarlyStopping;
import org.outeffhop.training.MetricsLog;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.Trainer;
import org.outeffhop.training.TrainingListener;

/**
 * One method with one seed: trained, set back to the epoch of the lowest validation error, measured
 * on the test part, written to its folder.
 *
 * @param place where the run stands among others, put before its name in the progress
 */
record ForecastRun(
    ForecastSettings settings,
    AttentionMethod method,
    long seed,
    SeriesData data,
    RunDirectory folder,
    String place,
    Progress progress) {

  ForecastResult.Row run() {
    long start = System.nanoTime();
    Engine.seed(seed);
    StanHopConfig config =
        settings.recipe().model().withChannels(data.channels()).withMethod(method);
    try (Device device = Engine.device(settings.device());
        StanHopNet net = new StanHopNet(config)) {
      net.parameters().moveTo(device);
      ForecastTask task = new ForecastTask(net, data, settings.recipe().batchSize(), seed, device);
      Epochs epochs = train(net, task);
      SafeTensors.write(
          folder.file("model.safetensors"), net.parameters().asMap(), Map.of("format", "pt"));
      folder.writeJson("config.json", config.asMap());
      progress.update(title("measuring "), 0, 0);
      MeasuredTask.Quantized<ForecastErrors> measured = task.quantized();
      folder.writeJson("outliers.json", measured.outliers());
      return row(net, epochs, measured, (System.nanoTime() - start) / 1e9);
    }
  }

  /** How training went. */
  private record Epochs(int trained, int best, double validationMse) {}

  private Epochs train(StanHopNet net, ForecastTask task) {
    ForwardContext context = new ForwardContext(Probe.NONE, true, false);
    Map<String, Tensor> parameters = net.parameters().asMap();
    long perEpoch = task.stepsPerEpoch();
    try (MetricsLog log = new MetricsLog(folder.file("metrics.jsonl"));
        EarlyStopping stopping =
            new EarlyStopping(
                parameters, perEpoch, settings.recipe().patience(), task::validationError)) {
      new Trainer(
              parameters,
              (step, microBatch) -> task.trainingLoss(step, context),
              settings.recipe().training(perEpoch),
              List.of(log, stopping, live(stopping, perEpoch, log)))
          .run();
      stopping.restore();
      return new Epochs(stopping.epochs(), stopping.bestEpoch(), stopping.lowest());
    }
  }

  private TrainingListener live(EarlyStopping stopping, long perEpoch, MetricsLog log) {
    long steps = settings.recipe().epochs() * perEpoch;
    return result -> {
      if (result.step() % perEpoch == 0) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", result.step());
        line.put("epoch", stopping.epochs());
        line.put("lowest_validation_mse", stopping.lowest());
        line.put("best_epoch", stopping.bestEpoch());
        log.write(line);
      }
      String note = String.format(Locale.ROOT, "loss %.4f", result.loss());
      String lowest = String.format(Locale.ROOT, ", validation %.4f", stopping.lowest());
      progress.update(
          title(""), result.step(), steps, stopping.bestEpoch() == 0 ? note : note + lowest);
    };
  }

  private String title(String doing) {
    return place + doing + method + " seed " + seed;
  }

  private ForecastResult.Row row(
      StanHopNet net,
      Epochs epochs,
      MeasuredTask.Quantized<ForecastErrors> measured,
      double seconds) {
    return new ForecastResult.Row(
        method.toString(),
        seed,
        epochs.trained(),
        epochs.best(),
        net.parameters().count(),
        measured.outliers().averageKurtosis(),
        measured.outliers().maximumInfinityNorm(),
        epochs.validationMse(),
        measured.quality().mse(),
        measured.quality().mae(),
        measured.w8a8().mse(),
        measured.w8a8().mae(),
        seconds);
  }
}
