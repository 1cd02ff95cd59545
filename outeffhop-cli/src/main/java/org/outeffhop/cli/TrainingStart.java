package org.outeffhop.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.training.Decay;
import org.outeffhop.training.Trainer;
import org.outeffhop.training.TrainingConfig;

/** A process that does nothing but train a small net on a thread of its own. */
final class TrainingStart {
  private static final long ENDLESS = 1_000_000_000L;
  private static final long SIZE = 64;

  private TrainingStart() {}

  /** How the process ends. */
  enum Ending {
    /** By itself after two steps. */
    FINISH,
    /** By SIGTERM, as Java does it: exit(). */
    JAVA,
    /** By SIGTERM, as this program does it: _exit(). */
    OUTEFFHOP;

    @Override
    public String toString() {
      return switch (this) {
        case FINISH -> "two steps";
        case JAVA -> "SIGTERM, Java's exit";
        case OUTEFFHOP -> "SIGTERM, outeffhop's";
      };
    }
  }

  /** Trains; says so when the first step begins. */
  public static void main(String[] args) throws InterruptedException {
    Ending ending = Ending.valueOf(args[0].toUpperCase(Locale.ROOT));
    PrintWriter out =
        new PrintWriter(
            new OutputStreamWriter(
                new FileOutputStream(FileDescriptor.out), Charset.defaultCharset()),
            true);
    if (ending == Ending.OUTEFFHOP) {
      new Interruption().install(out);
    }
    Thread training = new Thread(() -> train(ending == Ending.FINISH ? 2 : ENDLESS, out));
    training.setDaemon(true);
    training.start();
    training.join();
  }

  private static void train(long steps, PrintWriter out) {
    Engine.seed(1);
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = torch.randn(SIZE, SIZE);
      Tensor first = torch.randn(SIZE, SIZE).set_requires_grad(true);
      Tensor second = torch.randn(SIZE, SIZE).set_requires_grad(true);
      TrainingConfig config = TrainingConfig.adamW(steps, 1e-3).schedule(Decay.CONSTANT);
      out.println("training");
      new Trainer(
              Map.of("first", first, "second", second),
              (step, part) -> x.mm(first).tanh().mm(second).square().mean(),
              config,
              List.of())
          .run();
    }
  }
}
