package org.outeffhop.quantization;

import java.util.Random;

/** Tensors drawn by seed, of which docs/experiments/quantization.md measures estimators. */
enum SampleTensor {
  /** Standard normal. */
  GAUSSIAN {
    @Override
    double next(Random random) {
      return random.nextGaussian();
    }
  },
  /** Student's t with 3 degrees of freedom. */
  HEAVY_TAILED {
    @Override
    double next(Random random) {
      double squares = 0;
      for (int i = 0; i < 3; i++) {
        double z = random.nextGaussian();
        squares += z * z;
      }
      return random.nextGaussian() / Math.sqrt(squares / 3);
    }
  },
  /** Standard normal, one element in 10,000 times 100. */
  OUTLIERS {
    @Override
    double next(Random random) {
      return random.nextGaussian() * (random.nextInt(10_000) == 0 ? 100 : 1);
    }
  },
  /** max(z - 1, 0), as after a ReLU. */
  RELU {
    @Override
    double next(Random random) {
      return Math.max(random.nextGaussian() - 1, 0);
    }
  };

  abstract double next(Random random);

  float[] draw(int count) {
    Random random = new Random(17);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) next(random);
    }
    return values;
  }
}
