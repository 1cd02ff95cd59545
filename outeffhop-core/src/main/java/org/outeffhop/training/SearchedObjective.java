package org.outeffhop.training;

import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;

/** An objective of a model whose modules can be looked at when its loss is not finite. */
public final class SearchedObjective implements Objective {
  private final Objective plain;
  private final Function<Probe, Objective> probed;

  /**
   * Of a model.
   *
   * @param probed the objective while a probe looks at the model's modules
   */
  public SearchedObjective(Function<Probe, Objective> probed) {
    this.probed = probed;
    plain = probed.apply(Probe.NONE);
  }

  @Override
  public Tensor loss(long step, int microBatch) {
    return plain.loss(step, microBatch);
  }

  @Override
  public void beforeUpdate(long step) {
    plain.beforeUpdate(step);
  }

  @Override
  public boolean isConcurrent() {
    return plain.isConcurrent();
  }

  @Override
  public long tokensPerMicroBatch() {
    return plain.tokensPerMicroBatch();
  }

  @Override
  public Optional<String> firstNonFinite(long step, int microBatch) {
    FirstNonFinite search = new FirstNonFinite();
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      Objective searched = probed.apply(search);
      searched.beforeUpdate(step);
      searched.loss(step, microBatch);
    }
    return search.module();
  }
}
