package org.outeffhop.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.MemoryMeter;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;

/**
 * The memory that a model's activations take in a pass over a batch of any size. A {@link
 * MemoryMeter} counts what a few tiny batches take. The bytes that are held after each tensor, and
 * those of the tensor itself, are polynomials in the samples B and in the size L of a sample, of
 * degree 1 and 2, so that these batches tell them for all sizes:
 *
 * <pre>
 * bytes(B, L) = f (max_t held_t(B, L) + c max_t size_t(B, L))
 * </pre>
 *
 * <p>c copies of the largest tensor stand for what libtorch holds within an operation and in the
 * backward pass, and f for memory between tensors. Weights are placeholders here and come on top.
 */
public final class PassMemory {
  private static final int[] SAMPLES = {2, 3};

  /** Freed memory is not always where the next tensor fits. Measured, see docs/performance.md. */
  static final double FRAGMENTATION = 1.5;

  private final ModelConfig config;
  private final List<SampleAxis> axes;
  private final Map<Purpose, List<Trial>> trials = new EnumMap<>(Purpose.class);

  /** What a pass is for. */
  public enum Purpose {
    /** A loss and its gradient. */
    TRAINING(3),
    /** The same with linear layers in bfloat16. */
    BFLOAT16_TRAINING(3),
    /** The gradient of a student that is quantized now and then, beside its teacher's outputs. */
    DISTILLATION(6),
    /** Outliers and quality in full precision. */
    LOOKING(3),
    /** Outliers and quality, in full precision and quantized, and ranges of activations. */
    MEASURING(3),
    /** The same beside another model's outputs. */
    COMPARING(6);

    final int copies;

    Purpose(int copies) {
      this.copies = copies;
    }

    private boolean isQuantized() {
      return this == DISTILLATION || this == MEASURING || this == COMPARING;
    }

    private boolean isTraining() {
      return this == TRAINING || this == BFLOAT16_TRAINING || this == DISTILLATION;
    }

    private Tensor run(Model model, int samples, int length) {
      ForwardContext context =
          new ForwardContext(
              isQuantized() ? new Rounding() : Probe.NONE,
              isTraining() && this != DISTILLATION,
              this == BFLOAT16_TRAINING);
      return this == DISTILLATION || this == COMPARING
          ? model.blankOutput(samples, length, context)
          : model.blankPass(samples, length, context);
    }
  }

  /**
   * What a batch took.
   *
   * @param size which of the small sizes it had along each axis
   * @param traces for each of {@link #SAMPLES}
   */
  private record Trial(int[] size, List<MemoryMeter.Trace> traces) {
    Stream<Integer> lengths() {
      return traces.stream().map(trace -> trace.live().length);
    }

    /** For models that make other tensors in another size: the largest numbers alone. */
    Trial extremes() {
      return new Trial(
          size,
          traces.stream()
              .map(
                  trace ->
                      new MemoryMeter.Trace(
                          new long[] {trace.peak()}, new long[] {trace.largest()}))
              .toList());
    }
  }

  /** Bytes that were counted in a trace. */
  private interface Counted {
    long bytes(MemoryMeter.Trace trace);
  }

  /**
   * Of a model of this shape.
   *
   * @param length tokens in a sequence, at most; not looked at where the config says it
   */
  public PassMemory(ModelConfig config, int length) {
    this.config = config;
    axes = config.sampleAxes(length);
  }

  /** Bytes of a pass over samples of the full size. */
  public double bytes(Purpose purpose, long samples) {
    return bytes(purpose, samples, axes.stream().mapToDouble(SampleAxis::size).toArray());
  }

  /** Bytes of a pass over sequences that have less tokens. */
  public double bytes(Purpose purpose, long samples, long length) {
    return bytes(purpose, samples, new double[] {length});
  }

  private double bytes(Purpose purpose, long samples, double[] sizes) {
    List<Trial> tried = trials.computeIfAbsent(purpose, this::tried);
    double most = 0;
    double largest = 0;
    for (int i = 0; i < tried.get(0).traces().get(0).live().length; i++) {
      int tensor = i;
      most = Math.max(most, extended(tried, samples, sizes, trace -> trace.live()[tensor]));
      largest = Math.max(largest, extended(tried, samples, sizes, trace -> trace.sizes()[tensor]));
    }
    return FRAGMENTATION * (most + purpose.copies * largest);
  }

  private double extended(List<Trial> tried, long samples, double[] sizes, Counted counted) {
    double sum = 0;
    for (Trial trial : tried) {
      double few = counted.bytes(trial.traces().get(0));
      double each = counted.bytes(trial.traces().get(1)) - few;
      double value = few + each * (samples - SAMPLES[0]);
      for (int axis = 0; axis < sizes.length; axis++) {
        value *= axes.get(axis).weight(trial.size()[axis], sizes[axis]);
      }
      sum += value;
    }
    return sum;
  }

  private List<Trial> tried(Purpose purpose) {
    List<Trial> tried = new ArrayList<>();
    for (int[] size : grid()) {
      int[] sizes = new int[size.length];
      for (int axis = 0; axis < size.length; axis++) {
        sizes[axis] = axes.get(axis).small()[size[axis]];
      }
      List<MemoryMeter.Trace> traces = new ArrayList<>();
      try (Model model = config.withSampleSizes(sizes).create(Parameters.unallocated())) {
        for (int samples : SAMPLES) {
          traces.add(trace(model, purpose, samples, sizes[0]));
        }
      }
      tried.add(new Trial(size, traces));
    }
    return tried.stream().flatMap(Trial::lengths).distinct().count() == 1
        ? tried
        : tried.stream().map(Trial::extremes).toList();
  }

  /** Every combination of the axes' small sizes. */
  private List<int[]> grid() {
    List<int[]> grid = new ArrayList<>();
    grid.add(new int[axes.size()]);
    for (int axis = 0; axis < axes.size(); axis++) {
      for (int[] begun : List.copyOf(grid)) {
        for (int i = 1; i < axes.get(axis).small().length; i++) {
          int[] size = begun.clone();
          size[axis] = i;
          grid.add(size);
        }
      }
    }
    return grid;
  }

  /** What one pass takes. */
  static MemoryMeter.Trace trace(Model model, Purpose purpose, int samples, int length) {
    try (MemoryMeter meter = MemoryMeter.open();
        TensorScope scope = TensorScope.open()) {
      if (purpose.isTraining()) {
        purpose.run(model, samples, length);
      } else {
        try (NoGradGuard constant = new NoGradGuard()) {
          purpose.run(model, samples, length);
        }
      }
      return meter.trace();
    }
  }

  /** What quantization is to memory: every activation has a rounded copy. */
  private static final class Rounding implements Probe {
    @Override
    public Tensor at(String name, Tensor activation) {
      return activation.clone();
    }

    @Override
    public boolean wantsAttentionProbabilities() {
      return true;
    }
  }
}
