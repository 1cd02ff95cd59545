package org.outeffhop.experiment.onnx;

import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.TrainedModel;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Probe;

/** Calibration as {@code quantize} does it: on batches of what the model was trained on. */
final class TrainedCalibration {
  private TrainedCalibration() {}

  /** Runs the model and says on what. */
  static String run(TrainedModel model, Evaluation evaluation, Probe probe, Progress progress) {
    int batches = evaluation.calibrationBatches();
    progress.update("calibrating", 0, batches);
    int[] done = {0};
    model.whole(() -> progress.update("calibrating", ++done[0], batches)).calibrateUnder(probe);
    return model.data().trainingBatches(batches);
  }
}
