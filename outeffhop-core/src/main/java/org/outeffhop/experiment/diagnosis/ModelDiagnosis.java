package org.outeffhop.experiment.diagnosis;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.metrics.sinks.Diagnosis;
import org.outeffhop.metrics.sinks.OutlierDiagnosis;
import org.outeffhop.metrics.sinks.TokenLabels;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.text.TextTokenizer;

/**
 * The {@link OutlierDiagnosis} of a model of text over any batches of ids, with the tokens named.
 *
 * <pre>{@code
 * ModelDiagnosis diagnosis = new ModelDiagnosis(model, tokenizer);
 * diagnosis.update(TokenBatch.of(ids));
 * System.out.println(diagnosis.result().sentence());
 * double rate = diagnosis.compute().heads().get(0).key(sepId).orElseThrow().sinkRate();
 * }</pre>
 */
public final class ModelDiagnosis {
  private final TokenModel model;
  private final TokenNames names;
  private final OutlierDiagnosis diagnosis;

  /**
   * A diagnosis that has seen nothing.
   *
   * @param model not closed here
   * @param tokenizer the model's, not closed here
   */
  public ModelDiagnosis(TokenModel model, TextTokenizer tokenizer) {
    this.model = model;
    names = TokenNames.of(tokenizer);
    diagnosis = new OutlierDiagnosis(model.outlierProbePoints(), names::isDelimiter);
  }

  /** Takes in a batch; padding is left out. It takes memory for one layer's weights of it. */
  public void update(TokenBatch batch) {
    diagnosis.update(
        TokenLabels.of(batch.inputIds(), batch.visible(), model.isCausal()),
        probe -> {
          try (TensorScope scope = TensorScope.open();
              NoGradGuard constant = new NoGradGuard()) {
            Tensor unused = model.hiddenStates(batch, ForwardContext.evaluation(probe));
          }
        });
  }

  /** What was found so far, tokens by their ids. */
  public Diagnosis compute() {
    return diagnosis.compute();
  }

  /** The same for reports, tokens by their text. */
  public DiagnosisResult result() {
    return DiagnosisRecord.of(compute(), names);
  }

  /** Forgets all batches. */
  public void reset() {
    diagnosis.reset();
  }
}
