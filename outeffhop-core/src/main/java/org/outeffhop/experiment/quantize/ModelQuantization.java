package org.outeffhop.experiment.quantize;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.outeffhop.experiment.execution.ExecutionGap;
import org.outeffhop.experiment.execution.ExecutionOptions;
import org.outeffhop.experiment.result.ExecutionResult;
import org.outeffhop.experiment.result.QuantizationResult;
import org.outeffhop.experiment.result.QuantizationResult.ModuleCost;
import org.outeffhop.experiment.result.QuantizationResult.QuantizedQuality;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.metrics.Quality;
import org.outeffhop.progress.Progress;
import org.outeffhop.progress.StepProgress;
import org.outeffhop.quantization.BitWidths;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.FakeQuantization;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.Sensitivity;
import org.outeffhop.quantization.migration.ScaleMigration;
import org.outeffhop.quantization.migration.ShortcutScales;
import org.outeffhop.tensor.ParameterCopy;
import org.outeffhop.tensor.Probe;

/** Measures one model in full precision and in every setting. */
public final class ModelQuantization {
  private final String name;
  private final StoredModel<?, ?> model;
  private final QuantizationOptions options;
  private final StepProgress progress;
  private final HeldOut<?, ?> heldOut;
  private final List<QuantizationConfig> configs;

  /**
   * Nothing is measured yet.
   *
   * @param name of the model, for people
   */
  public ModelQuantization(
      String name, StoredModel<?, ?> model, QuantizationOptions options, Progress progress) {
    this.name = name;
    this.model = model;
    this.options = options;
    this.progress = new StepProgress(name, progress);
    heldOut = model.whole().telling(this.progress::batch);
    configs = options.configs(heldOut.quantization());
  }

  /**
   * Measures.
   *
   * @throws IllegalArgumentException before anything is measured, if a name pattern matches no
   *     module, or scales are to be moved in a model in which they cannot
   */
  public QuantizationResult.Model run() throws IOException {
    requireKnownNames();
    if (options.smoothing().isPresent()) {
      model.migrationPairs();
    }
    Optional<ExecutionGap> gap = options.execution().map(this::gap);
    progress.evaluation("full precision");
    HeldOut.Full full = heldOut.full();
    double quality = full.quality().value();
    requireFinite(quality);
    Calibration calibration = calibrated(UnaryOperator.identity());
    List<QuantizedQuality> settings = new ArrayList<>(plain(calibration, quality));
    ExecutionResult execution =
        gap.isEmpty()
            ? null
            : gap.get()
                .measure(
                    calibration,
                    quality,
                    quantized(calibration, eightBits(), UnaryOperator.identity()).value());
    options.smoothing().ifPresent(smoothing -> settings.addAll(smoothed(smoothing, quality)));
    return new QuantizationResult.Model(
        name,
        model.type(),
        model.attention(),
        model.data().name(),
        model.data().own(),
        full.outliers().averageKurtosis(),
        full.outliers().maximumInfinityNorm(),
        model.measure(),
        quality,
        full.quality().others(),
        options.weightsInWords(),
        configs.get(0).activations().inWords(),
        configs.get(0).fullPrecision().patterns(),
        settings,
        execution);
  }

  private ExecutionGap gap(ExecutionOptions execution) {
    return new ExecutionGap(name, model, heldOut, eightBits(), execution, progress);
  }

  private QuantizationConfig eightBits() {
    return configs.get(0).withBits(BitWidths.W8A8);
  }

  /** One batch shows all names. */
  private void requireKnownNames() {
    Calibration names = new Calibration(configs.get(0));
    named(() -> model.brief().evaluateUnder(names));
    List<String> known = new ArrayList<>(names.activations());
    known.addAll(names.weights());
    named(() -> configs.get(0).fullPrecision().requireKnown(known));
  }

  /** A second pass says where NaN or infinity came from. */
  private void requireFinite(double quality) {
    if (!Double.isFinite(quality)) {
      progress.evaluation("looking for the module");
      named(() -> heldOut.evaluateUnder(new Calibration(configs.get(0))));
      throw new IllegalArgumentException(
          "%s: %s in full precision is %s, which nothing can be compared with"
              .formatted(name, model.measure(), quality));
    }
  }

  /** Puts the model's name before what a measurement refuses. */
  private void named(Runnable measurement) {
    try {
      measurement.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private List<QuantizedQuality> plain(Calibration calibration, double full) {
    List<QuantizedQuality> settings = new ArrayList<>();
    for (QuantizationConfig config : configs) {
      Quality quality = quantized(calibration, config, UnaryOperator.identity());
      List<ModuleCost> costs = options.sensitivity() ? costs(calibration, config, full) : null;
      settings.add(setting(config, null, full, quality, costs));
    }
    return settings;
  }

  /** Every setting starts from the weights as they were. */
  private List<QuantizedQuality> smoothed(Smoothing smoothing, double full) {
    List<QuantizedQuality> settings = new ArrayList<>();
    try (ParameterCopy weights = new ParameterCopy(model.parameters().asMap())) {
      weights.take();
      for (QuantizationConfig config : configs) {
        progress.begin(config.bits() + ", smoothing");
        ScaleMigration moved = smoothing.move(SmoothedModel.of(model, heldOut, config));
        UnaryOperator<Probe> scaled = probe -> new ShortcutScales(moved.shortcuts(), probe);
        Quality quality = quantized(calibrated(scaled), config, scaled);
        settings.add(setting(config, smoothing, full, quality, null));
        weights.restore();
      }
    }
    return settings;
  }

  private Calibration calibrated(UnaryOperator<Probe> around) {
    progress.begin("calibration");
    Calibration calibration = new Calibration(configs.get(0));
    named(() -> heldOut.calibrateUnder(around.apply(calibration)));
    return calibration;
  }

  private Quality quantized(
      Calibration calibration, QuantizationConfig config, UnaryOperator<Probe> around) {
    progress.evaluation(config.bits().toString());
    try (FakeQuantization quantization = new FakeQuantization(calibration, config)) {
      return heldOut.evaluateUnder(around.apply(quantization));
    }
  }

  private List<ModuleCost> costs(Calibration calibration, QuantizationConfig config, double full) {
    progress.begin(config.bits() + ", module by module");
    try (Sensitivity sensitivity =
        new Sensitivity(
            calibration,
            config,
            context -> model.measure().loss(heldOut.evaluate(context).value()))) {
      return sensitivity.alone().stream()
          .map(
              module -> {
                double quality = model.measure().loss(module.loss());
                return new ModuleCost(
                    module.module(), quality, model.measure().lost(full, quality));
              })
          .toList();
    }
  }

  private QuantizedQuality setting(
      QuantizationConfig config,
      Smoothing smoothing,
      double full,
      Quality quality,
      List<ModuleCost> costs) {
    return new QuantizedQuality(
        config.bits().toString(),
        smoothing == null ? null : smoothing.toString(),
        quality.value(),
        quality.others(),
        100 * (quality.value() / full - 1),
        model.measure().lost(full, quality.value()),
        costs);
  }
}
