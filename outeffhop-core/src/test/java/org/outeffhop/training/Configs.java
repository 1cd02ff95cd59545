package org.outeffhop.training;

/** Training configurations of the tests. */
final class Configs {
  private Configs() {}

  static TrainingConfig plain(long steps, double learningRate) {
    return TrainingConfig.adamW(steps, learningRate).schedule(Decay.CONSTANT).maxGradNorm(0);
  }

  static TrainingConfig decaying(double weightDecay, boolean gains) {
    return TrainingConfig.adamW(20, 0.01)
        .schedule(Decay.CONSTANT)
        .betas(0.9, 0.98)
        .epsilon(1e-6)
        .weightDecay(weightDecay)
        .decayLayerNormGains(gains)
        .maxGradNorm(0);
  }
}
