package org.outeffhop.experiment.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.outeffhop.data.TextConfig;
import org.outeffhop.experiment.task.MemoryNeed;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.PassMemory;
import org.outeffhop.model.PassMemory.Purpose;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.training.OptimizerConfig;

/**
 * What a run takes in memory: a weight, its gradient and the optimizer's state for each trained
 * scalar, and the activations of the larger of two passes, in training and in measuring.
 *
 * @param run which
 * @param config its model's shape
 * @param optimizer what makes the updates
 * @param training what a training pass is for
 * @param measuring what a measuring pass is for
 * @param batch samples in an update
 * @param batchUnit what a batch is a multiple of
 * @param atOnce what is held at once, with changes
 */
public record RunMemory(
    RunSpec run,
    ModelConfig config,
    OptimizerConfig optimizer,
    Purpose training,
    Purpose measuring,
    int batch,
    int batchUnit,
    Function<Changes, AtOnce> atOnce) {

  /** The need of so many such runs at a time. */
  public MemoryNeed need(int copies) {
    List<String> others = new ArrayList<>();
    for (Setting setting : List.of(Setting.WIDTH, Setting.LAYERS, Setting.VOCABULARY)) {
      if (run.recipe().settings().contains(setting)) {
        others.add("--" + setting);
      }
    }
    if (copies > 1) {
      others.add("--parallel");
    }
    long parameters = parameters();
    return new MemoryNeed(
        copies == 1
            ? "training " + run.title()
            : String.format(
                Locale.ROOT, "training %d runs at a time such as %s", copies, run.title()),
        copies,
        String.format(
            Locale.ROOT,
            "the weights, gradients and optimizer's state of %,d parameters",
            parameters * copies),
        (double) parameters * optimizer.bytesPerParameter(),
        new Activations(),
        others);
  }

  private long parameters() {
    try (Model model = config.create(Parameters.unallocated())) {
      return model.parameters().count();
    }
  }

  /** The activations of the larger pass. */
  private final class Activations implements MemoryNeed.Amount {
    private final AtOnce now = atOnce.apply(new Changes());
    private final PassMemory passes = new PassMemory(config, now.length());

    private double bytes(AtOnce amount) {
      return Math.max(
          bytes(training, amount.trained(), amount.length()),
          bytes(measuring, amount.measured(), amount.length()));
    }

    private double bytes(Purpose purpose, long samples, int length) {
      return now.length() == 0
          ? passes.bytes(purpose, samples)
          : passes.bytes(purpose, samples, length);
    }

    private MemoryNeed.Choice choice(Setting setting, long now, long least, long unit) {
      return new MemoryNeed.Choice(
          "--" + setting,
          now,
          least,
          unit,
          value -> bytes(atOnce.apply(new Changes().set(setting, value))));
    }

    @Override
    public double bytes() {
      return bytes(now);
    }

    @Override
    public String inWords() {
      boolean trains =
          bytes(training, now.trained(), now.length())
              >= bytes(measuring, now.measured(), now.length());
      return String.format(
          Locale.ROOT,
          "%d samples%s that are %s at once",
          trains ? now.trained() : now.measured(),
          now.length() == 0 ? "" : String.format(Locale.ROOT, " of %d tokens", now.length()),
          trains ? "trained on" : "measured");
    }

    @Override
    public List<MemoryNeed.Choice> choices() {
      List<MemoryNeed.Choice> choices = new ArrayList<>();
      choices.add(choice(Setting.BATCH, batch, 1, batchUnit));
      if (now.length() > 0) {
        choices.add(choice(Setting.LENGTH, now.length(), TextConfig.SHORTEST_BLOCK, 1));
      }
      return choices;
    }
  }
}
