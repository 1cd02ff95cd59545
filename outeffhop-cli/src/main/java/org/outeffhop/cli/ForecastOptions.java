package org.outeffhop.cli;

import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Setting;
import picocli.CommandLine.Option;

/** Options of forecasts; one that is not given leaves the preset's value. */
final class ForecastOptions {
  @Option(names = "--context", description = "Time steps that STanHop-Net sees.")
  private Integer context;

  @Option(names = "--horizon", description = "Time steps that it forecasts.")
  private Integer horizon;

  @Option(names = "--epochs", description = "The most epochs of a forecast's training.")
  private Integer epochs;

  @Option(
      names = "--patience",
      description = "Epochs without a lower validation error after which it ends.")
  private Integer patience;

  @Option(
      names = "--halve-rate-every",
      paramLabel = "EPOCHS",
      description =
          "Halve its learning rate after every so many epochs, five times at most; 0: never.")
  private Integer halveRateEvery;

  @Option(
      names = "--memory",
      paramLabel = "WINDOWS",
      description =
          "Measure the trained forecast also with an external memory of so many training windows plugged in, without "
              + "further training.")
  private Integer memory;

  Changes addTo(Changes changes) {
    return changes
        .set(Setting.CONTEXT, context)
        .set(Setting.HORIZON, horizon)
        .set(Setting.MEMORY, memory)
        .set(Setting.EPOCHS, epochs)
        .set(Setting.HALVE_RATE_EVERY, halveRateEvery)
        .set(Setting.PATIENCE, patience);
  }
}
