package org.outeffhop.training.resume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.files.Fingerprint;
import org.outeffhop.tensor.DropoutMask;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.training.Decay;
import org.outeffhop.training.EarlyStopping;
import org.outeffhop.training.MetricsLog;
import org.outeffhop.training.Trainer;
import org.outeffhop.training.TrainingConfig;
import org.outeffhop.training.TrainingListener;

/**
 * A net of two layers with dropout, shuffled data, a schedule and early stopping, which ends it
 * after 35 of at most 60 updates: all that a state must hold.
 */
final class SmallTraining {
  static final int STEPS = 35;
  private static final int STEPS_PER_EPOCH = 5;

  final List<String> notices = new ArrayList<>();

  /** Told of a step and a micro-batch before its loss is computed. */
  BiConsumer<Long, Integer> beforePart = (step, part) -> {};

  private final Path folder;
  private final CheckpointPolicy policy;
  private final TrainingCheckpoints.Writer writer;

  SmallTraining(Path folder, CheckpointPolicy policy, TrainingCheckpoints.Writer writer) {
    this.folder = folder;
    this.policy = policy;
    this.writer = writer;
  }

  /** What a run comes to, bit for bit. */
  record Outcome(long steps, String losses, String weights) {}

  /** Trains on, or from the beginning where the folder holds no state. */
  Outcome run(TrainingListener watcher) throws IOException {
    Files.createDirectories(folder);
    Engine.seed(5);
    try (TensorScope scope = TensorScope.open()) {
      Tensor data = torch.randn(24, 6);
      Tensor target = data.narrow(1, 0, 1).mul(data.narrow(1, 1, 1));
      Map<String, Tensor> weights = new LinkedHashMap<>();
      weights.put("first", torch.randn(16, 6).set_requires_grad(true));
      weights.put("second", torch.randn(1, 16).set_requires_grad(true));
      long steps = train(weights, data, target, watcher);
      return new Outcome(steps, losses(), hash(weights));
    }
  }

  private long train(
      Map<String, Tensor> weights, Tensor data, Tensor target, TrainingListener watcher) {
    BlockSampler order = new BlockSampler(24, 8, 3);
    TrainingConfig config =
        TrainingConfig.adamW(60, 0.3)
            .warmup(6)
            .schedule(Decay.COSINE)
            .betas(0.9, 0.99)
            .weightDecay(0.01)
            .accumulate(2);
    try (MetricsLog log = new MetricsLog(folder.resolve("metrics.jsonl"));
        EarlyStopping stopping =
            new EarlyStopping(weights, STEPS_PER_EPOCH, 2, () -> error(weights, data, target))) {
      Trainer trainer =
          new Trainer(
              weights,
              (step, part) -> {
                beforePart.accept(step, part);
                Tensor rows = Tensors.ofIndices(order.indices(2 * step + part), 8);
                return loss(weights, data.index_select(0, rows), target.index_select(0, rows), 0.2);
              },
              config,
              List.of(log, stopping, watcher),
              Optional.of(new TrainingCheckpoints(folder, policy, notices::add, writer)));
      long steps = trainer.run().step();
      stopping.restore();
      return steps;
    }
  }

  private static double error(Map<String, Tensor> weights, Tensor data, Tensor target) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard()) {
      return Tensors.item(loss(weights, data, target, 0));
    }
  }

  private static Tensor loss(Map<String, Tensor> weights, Tensor x, Tensor y, double dropout) {
    Tensor hidden = torch.linear(x, weights.get("first")).tanh();
    Tensor kept = dropout == 0 ? hidden : hidden.mul(DropoutMask.like(hidden, dropout));
    return torch.mse_loss(torch.linear(kept, weights.get("second")), y);
  }

  private String losses() throws IOException {
    return Files.readString(folder.resolve("metrics.jsonl")).replaceAll("\"seconds\":[^}]*", "");
  }

  private static String hash(Map<String, Tensor> weights) {
    Fingerprint sum = new Fingerprint();
    weights.values().forEach(weight -> sum.add(Tensors.toFloats(weight)));
    return sum.toHex();
  }
}
