package org.outeffhop.experiment.theory;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.data.pattern.OpticalDigits;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMask;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.MultiHeadAttention;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.training.AdamW;
import org.outeffhop.training.Optimizer;

/**
 * A classifier of the built-in digits that sees a digit x only through what a trained memory
 * returns for it, at attention's beta:
 *
 * <pre>
 *   logits = C Y p(beta Y^T x),   beta = 1 / sqrt(64), ||x|| = 8
 * </pre>
 *
 * <p>Y, which begins as digits of the training set, and C are trained by cross-entropy. What is
 * held out is the same number of digits for every N.
 */
final class DigitLearner implements Learner {
  private static final int PATTERNS = 32;
  private static final int CLASSES = 10;
  private static final int HELD_OUT = 797;
  private static final int STEPS = 100;
  private static final double RATE = 0.03;
  private static final double STD = 0.05;

  private final AttentionMethod method;
  private final Tensor digits;
  private final Tensor labels;
  private final long width;

  /** The digits, read anew, in the caller's scope. */
  DigitLearner(AttentionMethod method) {
    this.method = method;
    OpticalDigits all = OpticalDigits.load();
    digits = all.patterns().values();
    width = digits.size(1);
    int[] classes = all.labels().stream().mapToInt(Integer::intValue).toArray();
    labels = Tensors.ofIndices(classes, classes.length);
  }

  /** Digits [N, 64] and their classes [N]. */
  private record Sample(Tensor x, Tensor classes) {}

  /** A memory and what is read from it. */
  private record Reader(MultiHeadAttention memory, Tensor patterns, Tensor classifier) {
    Tensor logits(Tensor x, Probe probe) {
      Tensor query = x.unsqueeze(0);
      Tensor stored = patterns.unsqueeze(0);
      return memory
          .forward(
              query,
              stored,
              stored,
              query,
              AttentionMask.none(),
              0,
              ForwardContext.evaluation(probe))
          .squeeze(0)
          .matmul(classifier.t());
    }
  }

  /** Takes the mean of the largest weights. */
  private static final class LargestWeight implements Probe {
    private double mean;

    @Override
    public Tensor at(String name, Tensor activation) {
      return activation;
    }

    @Override
    public void association(String name, Tensor weights, Tensor values) {
      mean = Tensors.item(weights.amax(new long[] {-1}, false).mean());
    }

    @Override
    public boolean wantsAttentionProbabilities() {
      return true;
    }
  }

  @Override
  public Trained train(int samples) {
    try (TensorScope scope = TensorScope.open();
        Parameters parameters = new Parameters()) {
      Tensor order = torch.randperm(digits.size(0));
      Sample unseen = sample(order.narrow(0, 0, HELD_OUT));
      Sample seen = sample(order.narrow(0, HELD_OUT, samples));
      Reader reader = reader(parameters, seen);
      try (Optimizer optimizer = AdamW.Config.DEFAULT.create(parameters.asMap())) {
        for (int step = 0; step < STEPS; step++) {
          try (TensorScope inStep = TensorScope.open()) {
            loss(reader, seen)
                .backward(new Tensor(), new BoolOptional(), false, new TensorArrayRefOptional());
            optimizer.step(RATE * (1 - (double) step / STEPS));
            parameters.asMap().values().forEach(DigitLearner::forget);
          }
        }
      }
      try (NoGradGuard constant = new NoGradGuard()) {
        return measure(reader, seen, unseen);
      }
    }
  }

  private static void forget(Tensor parameter) {
    if (parameter.grad().defined()) {
      parameter.grad().zero_();
    }
  }

  private Sample sample(Tensor rows) {
    Tensor chosen = digits.index_select(0, rows);
    Tensor centred = chosen.sub(digits.mean(new long[] {0}, true, null));
    Tensor x = centred.div(RandomPatterns.norms(centred)).mul(new Scalar(Math.sqrt(width)));
    return new Sample(x, labels.index_select(0, rows));
  }

  private Reader reader(Parameters parameters, Sample seen) {
    Tensor patterns = parameters.normal("patterns", STD, PATTERNS, width);
    Tensor classifier = parameters.normal("classifier", STD, CLASSES, width);
    try (NoGradGuard constant = new NoGradGuard()) {
      patterns.copy_(seen.x.narrow(0, 0, PATTERNS));
    }
    MultiHeadAttention memory =
        new MultiHeadAttention(parameters, "memory", 1, width, AttentionConfig.bert(method), STD);
    return new Reader(memory, patterns, classifier);
  }

  private static Tensor loss(Reader reader, Sample sample) {
    return torch.cross_entropy_loss(reader.logits(sample.x, Probe.NONE), sample.classes);
  }

  private static Trained measure(Reader reader, Sample seen, Sample unseen) {
    LargestWeight weight = new LargestWeight();
    Tensor logits = reader.logits(unseen.x, weight);
    Tensor right =
        logits.argmax(new org.bytedeco.pytorch.LongOptional(1), false).eq(unseen.classes);
    double gap =
        Tensors.item(torch.cross_entropy_loss(logits, unseen.classes))
            - Tensors.item(loss(reader, seen));
    return new Trained(gap, Tensors.item(right.to(ScalarType.Double).mean()), weight.mean);
  }
}
