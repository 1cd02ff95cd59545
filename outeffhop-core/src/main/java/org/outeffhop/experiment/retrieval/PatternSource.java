package org.outeffhop.experiment.retrieval;

import java.util.Arrays;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;

/** Where an experiment takes its patterns from: all of norm sqrt(d - 1). */
public sealed interface PatternSource {
  /** In a few words, for results and charts. */
  String name();

  /** d. */
  int dimension();

  /** The most patterns there are. */
  long most();

  /**
   * Patterns, the same for the same number and seed.
   *
   * @return [count, d], float32
   */
  Tensor draw(long count, long seed);

  /**
   * Random patterns, uniform on the sphere.
   *
   * @param dimension d
   */
  record Sphere(int dimension) implements PatternSource {
    public Sphere {
      if (dimension < 2) {
        throw new IllegalArgumentException(
            "dimension is " + dimension + "; a sphere takes at least 2");
      }
    }

    @Override
    public String name() {
      return "sphere, d = " + dimension;
    }

    @Override
    public long most() {
      return Long.MAX_VALUE;
    }

    @Override
    public Tensor draw(long count, long seed) {
      Engine.seed(seed);
      try (TensorScope scope = TensorScope.open()) {
        return scope.keep(Preparation.onSphere(torch.randn(count, dimension), name()));
      }
    }
  }

  /** Given patterns, prepared, in an order that the seed decides. */
  record Given(Patterns patterns) implements PatternSource {
    @Override
    public String name() {
      return patterns.name();
    }

    @Override
    public int dimension() {
      return Math.toIntExact(patterns.size());
    }

    @Override
    public long most() {
      return patterns.count();
    }

    @Override
    public Tensor draw(long count, long seed) {
      int[] order = new int[Math.toIntExact(most())];
      Random random = new Random(seed);
      for (int i = 0; i < order.length; i++) {
        int j = random.nextInt(i + 1);
        order[i] = order[j];
        order[j] = i;
      }
      Engine.seed(seed);
      try (TensorScope scope = TensorScope.open()) {
        Tensor mean = patterns.values().mean(new long[] {0}, false, null);
        int[] chosen = Arrays.copyOf(order, Math.toIntExact(count));
        Tensor drawn = patterns.select(chosen).values();
        Tensor prepared = new Preparation(mean, true).apply(drawn, name());
        return scope.keep(prepared.to(torch.ScalarType.Float));
      }
    }
  }
}
