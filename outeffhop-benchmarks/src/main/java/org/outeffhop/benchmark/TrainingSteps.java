package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.run.ModelKind;
import org.outeffhop.experiment.text.TextRecipe;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.ForwardContext;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.training.Trainer;

/**
 * A few steps of the real {@link Trainer} on random tokens: forward, backward, clipping and AdamW.
 * Every block of steps begins with one that is not counted, for it makes the optimiser's moments.
 */
final class TrainingSteps implements Contender, AutoCloseable {
  private static final int STEPS = 4;
  private static final int EVERY_SEVENTH = 7;

  private final String name;
  private final TextRecipe recipe;
  private final LanguageModel model;
  private final Device device;
  private final Tensor inputIds;
  private final Tensor labels;

  TrainingSteps(ModelKind kind, TextRecipe recipe, AttentionMethod method, Device device) {
    Engine.seed(0);
    name = method.toString();
    this.recipe = recipe;
    this.device = device;
    model = recipe.model().withMethod(method).create();
    model.parameters().moveTo(device);
    int tokens = recipe.batchSize() * recipe.length();
    int[] ids = new Random(0).ints(tokens, 0, recipe.model().vocabSize()).toArray();
    inputIds = onDevice(ids);
    labels = onDevice(kind == ModelKind.BERT ? masked(ids) : ids);
  }

  /** About as many labels as masking 15% leaves. */
  private static int[] masked(int[] ids) {
    int[] labels = ids.clone();
    for (int i = 0; i < labels.length; i++) {
      if (i % EVERY_SEVENTH != 0) {
        labels[i] = (int) LanguageModel.IGNORED_LABEL;
      }
    }
    return labels;
  }

  private Tensor onDevice(int[] values) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.release(
          Engine.to(Tensors.ofIndices(values, recipe.batchSize(), recipe.length()), device));
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Double> run() {
    ForwardContext context = new ForwardContext(Probe.NONE, true, false);
    List<Double> seconds = new ArrayList<>();
    new Trainer(
            model.parameters().asMap(),
            (step, microBatch) -> model.loss(inputIds, labels, context),
            recipe.training().withSteps(STEPS + 1),
            List.of(step -> seconds.add(step.seconds())))
        .run();
    Engine.synchronize(device);
    return seconds.subList(1, seconds.size());
  }

  @Override
  public void close() {
    model.close();
    inputIds.close();
    labels.close();
  }
}
