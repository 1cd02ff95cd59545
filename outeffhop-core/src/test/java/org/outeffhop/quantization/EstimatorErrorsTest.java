package org.outeffhop.quantization;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * The table of docs/experiments/quantization.md: sqrt(sum (x - quantized x)^2 / sum x^2) in
 * percent, over 16 batches of 62,500 elements, asymmetric grids.
 */
class EstimatorErrorsTest {
  private static final int BATCHES = 16;
  private static final int BATCH = 62_500;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN,current min-max,0.98,3.90,16.38",
    "GAUSSIAN,running min-max,0.99,3.97,16.67",
    "GAUSSIAN,running percentile 99.999,0.96,3.84,16.10",
    "GAUSSIAN,percentile 100,1.17,4.71,19.80",
    "GAUSSIAN,percentile 99.9,1.90,3.34,12.04",
    "GAUSSIAN,'mean squared error, grid',0.94,3.25,10.92",
    "GAUSSIAN,'mean squared error, golden section',0.94,3.25,10.92",
    "GAUSSIAN,entropy,1.05,4.00,13.47",
    "HEAVY_TAILED,current min-max,11.50,24.47,68.03",
    "HEAVY_TAILED,running min-max,10.82,28.05,72.90",
    "HEAVY_TAILED,running percentile 99.999,11.36,24.61,68.33",
    "HEAVY_TAILED,percentile 100,15.80,54.81,88.59",
    "HEAVY_TAILED,percentile 99.9,25.20,25.75,33.95",
    "HEAVY_TAILED,'mean squared error, grid',10.61,19.61,33.72",
    "HEAVY_TAILED,'mean squared error, golden section',10.61,19.61,33.68",
    "HEAVY_TAILED,entropy,14.90,23.61,35.84",
    "OUTLIERS,current min-max,26.92,71.28,73.49",
    "OUTLIERS,running min-max,27.08,69.39,74.67",
    "OUTLIERS,running percentile 99.999,34.25,61.42,79.06",
    "OUTLIERS,percentile 100,36.59,72.47,72.75",
    "OUTLIERS,percentile 99.9,67.22,67.25,67.76",
    "OUTLIERS,'mean squared error, grid',26.51,55.40,67.61",
    "OUTLIERS,'mean squared error, golden section',26.51,55.40,72.70",
    "OUTLIERS,entropy,59.97,66.71,67.75",
    "RELU,current min-max,0.66,2.28,9.44",
    "RELU,running min-max,0.66,2.25,9.33",
    "RELU,running percentile 99.999,0.69,2.17,8.93",
    "RELU,percentile 100,0.71,2.88,12.07",
    "RELU,percentile 99.9,4.54,4.73,7.37",
    "RELU,'mean squared error, grid',0.65,2.10,7.10",
    "RELU,'mean squared error, golden section',0.65,2.10,7.10",
    "RELU,entropy,0.65,2.30,8.52"
  })
  void theDocumentedErrorsAreThose(
      SampleTensor tensor, String estimator, double at8, double at6, double at4) {
    float[] values = tensor.draw(BATCHES * BATCH);
    try (TensorScope scope = TensorScope.open()) {
      Tensor all = Tensors.of(values, values.length);
      RangeState state = estimator(estimator).newState();
      for (int batch = 0; batch < BATCHES; batch++) {
        state.update(all.narrow(0, (long) batch * BATCH, BATCH));
      }
      double[] documented = {at8, at6, at4};
      for (int i = 0; i < documented.length; i++) {
        Grid grid = new Grid(8 - 2 * i, false);
        assertEquals(documented[i], error(all, grid.quantizer(state.range(grid))), 0.006);
      }
    }
  }

  private static double error(Tensor x, Quantizer quantizer) {
    Tensor difference = quantizer.quantizeDequantize(x).sub(x);
    return 100 * Math.sqrt(squares(difference) / squares(x));
  }

  private static double squares(Tensor x) {
    return Tensors.item(x.to(ScalarType.Double).square().sum());
  }

  private static RangeEstimator estimator(String name) {
    return switch (name) {
      case "current min-max" -> new CurrentMinMax();
      case "running min-max" -> new RunningMinMax(0.9);
      case "running percentile 99.999" -> new RunningPercentile(0.9, 99.999);
      case "percentile 100" -> new Percentile(100);
      case "percentile 99.9" -> new Percentile(99.9);
      case "mean squared error, grid" -> MeanSquaredError.grid();
      case "mean squared error, golden section" -> MeanSquaredError.goldenSection();
      case "entropy" -> new Entropy();
      default -> throw new IllegalArgumentException(name);
    };
  }
}
