package org.outeffhop.experiment.onnx;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.data.EncodedText;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.TokenizerKind;
import org.outeffhop.experiment.run.Evaluation;
import org.outeffhop.experiment.run.StoredData;
import org.outeffhop.experiment.run.StoredRun;
import org.outeffhop.experiment.text.TextRecipe;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Calibration of an encoder without a head, which no comparison measures: on blocks of the text
 * that is given, less the part that comparisons hold out, with no token masked.
 */
record EncoderCalibration(
    StoredRun run, Checkpoint checkpoint, StoredData data, Progress progress) {
  private static final int LENGTH = 128;

  /** Runs the model and says on what. */
  String run(Probe probe) {
    TextCorpus corpus =
        data.text()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        run.folder()
                            + " is an encoder without a head; int8 needs text to calibrate on: give some by --data (or --data builtin)"));
    Evaluation evaluation = data.evaluation(run);
    EncodedText text = encoded(corpus);
    BlockSampler sampler =
        new BlockSampler(text.blocks().count(), evaluation.batchSize(), TextRecipe.EVALUATION_SEED);
    try (Device device = Engine.device("cpu");
        NoGradGuard constant = new NoGradGuard()) {
      for (int batch = 0; batch < evaluation.calibrationBatches(); batch++) {
        try (TensorScope scope = TensorScope.open()) {
          int[] ids = text.blocks().batch(sampler.indices(batch));
          int length = text.blocks().blockLength();
          Tensor rows = Engine.to(Tensors.ofIndices(ids, ids.length / length, length), device);
          ((BertEncoder) checkpoint.model())
              .hiddenStates(TokenBatch.of(rows), ForwardContext.evaluation(probe));
        }
        progress.update("calibrating", batch + 1, evaluation.calibrationBatches());
      }
    }
    return "%d batches of %d x %d tokens of %s"
        .formatted(
            evaluation.calibrationBatches(),
            evaluation.batchSize(),
            text.blocks().blockLength(),
            corpus.name());
  }

  private EncodedText encoded(TextCorpus corpus) {
    int longest = ((BertConfig) checkpoint.config()).maxPositionEmbeddings();
    int length = data.length().orElse(Math.min(longest, LENGTH));
    if (length > longest) {
      throw new IllegalArgumentException(
          "length is %d; the model's max_position_embeddings is %d".formatted(length, longest));
    }
    return EncodedText.parts(
            corpus,
            run.folder(),
            TokenizerKind.WORD_PIECE,
            length,
            TextRecipe.HELD_OUT,
            TextRecipe.TEXT_SEED,
            progress)
        .training();
  }
}
