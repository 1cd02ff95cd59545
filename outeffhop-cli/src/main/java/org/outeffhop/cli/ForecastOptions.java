package org.outeffhop.cli;

import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Setting;
import picocli.CommandLine.Option;

/** Options of forecasts; one that is not given leaves the preset's value. */
final class ForecastOptions {
  @Option(
      names = "--context",
      description = "Time steps that STanHop-Net sees (default: the preset's).")
  private Integer context;

  @Option(
      names = "--horizon",
      description = "Time steps that STanHop-Net forecasts (default: the preset's).")
  private Integer horizon;

  @Option(
      names = "--epochs",
      description = "Maximum number of epochs of STanHop-Net (default: the preset's).")
  private Integer epochs;

  @Option(
      names = "--patience",
      description =
          "Stop training STanHop-Net after this many epochs without a lower validation error (default: "
              + "the preset's).")
  private Integer patience;

  @Option(
      names = "--halve-rate-every",
      paramLabel = "EPOCHS",
      description =
          "Halve STanHop-Net's learning rate every so many epochs, at most five times; 0 = never "
              + "(default: the preset's).")
  private Integer halveRateEvery;

  @Option(
      names = "--memory",
      paramLabel = "WINDOWS",
      description =
          "Also evaluate the trained STanHop-Net with this many training windows in an external "
              + "memory, without further training.")
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
