package org.outeffhop.training;

/** Training configurations of the tests. */
final class Configs {
  private Configs() {}

  static TrainingConfig plain(long steps, double learningRate) {
    return new TrainingConfig(
        steps, 0, Schedule.CONSTANT, learningRate, 0.9, 0.999, 1e-8, 0, false, 0, 1);
  }

  static TrainingConfig decaying(double weightDecay, boolean gains) {
    return new TrainingConfig(
        20, 0, Schedule.CONSTANT, 0.01, 0.9, 0.98, 1e-6, weightDecay, gains, 0, 1);
  }
}
