package org.outeffhop.quantization.migration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.OptConfig;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.BitWidths;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.FakeQuantization;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.UniformQuantizer;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Randomised;

class SmoothQuantTest {
  private static final int CHANNELS = 6;
  private static final int TOKENS = 40;
  private static final MigrationPair PAIR =
      new MigrationPair(
          "norm",
          "norm",
          MigrationPair.Kind.NORM,
          CHANNELS,
          List.of(new Consumer("a.weight", 0, CHANNELS), new Consumer("b.weight", 4, 2)),
          Optional.empty());

  private final Random random = new Random(8);
  private final double[][] x = new double[TOKENS][CHANNELS];
  private TensorScope scope;
  private Parameters parameters;
  private ChannelRanges ranges;

  /** Channel 2 has values a hundred times the others', channel 3 none. */
  @BeforeEach
  void draw() {
    Engine.seed(4);
    scope = TensorScope.open();
    parameters = new Parameters();
    parameters.normal("a.weight", 1, 5, CHANNELS);
    parameters.normal("b.weight", 1, 3, 2);
    ranges = new ChannelRanges(List.of(PAIR));
    for (double[] token : x) {
      Arrays.setAll(token, j -> random.nextGaussian() * (j == 2 ? 100 : j == 3 ? 0 : 1));
    }
    feed(ranges);
  }

  @AfterEach
  void free() {
    parameters.close();
    scope.close();
  }

  /** In two batches. */
  private void feed(Probe probe) {
    for (int batch = 0; batch < 2; batch++) {
      float[] values = new float[TOKENS / 2 * CHANNELS];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) x[batch * TOKENS / 2 + i / CHANNELS][i % CHANNELS];
      }
      probe.at("norm", Tensors.of(values, 2, TOKENS / 4, CHANNELS));
    }
  }

  private double weight(String name, int row, int column, int columns) {
    return Tensors.toDoubles(parameters.asMap().get(name))[row * columns + column];
  }

  private double[] scales(double alpha) {
    double[] scales = new double[CHANNELS];
    for (int j = 0; j < CHANNELS; j++) {
      double input = 0;
      for (double[] token : x) {
        input = Math.max(input, Math.abs((float) token[j]));
      }
      double matrix = 0;
      for (int row = 0; row < 5; row++) {
        matrix = Math.max(matrix, Math.abs(weight("a.weight", row, j, CHANNELS)));
      }
      for (int row = 0; row < 3 && j >= 4; row++) {
        matrix = Math.max(matrix, Math.abs(weight("b.weight", row, j - 4, 2)));
      }
      scales[j] = input == 0 ? 1 : Math.pow(input, alpha) * Math.pow(matrix, alpha - 1);
    }
    return scales;
  }

  @Test
  void scalesAreTheEquation() {
    for (double alpha : new double[] {0, 0.3, 0.5, 1}) {
      assertArrayEquals(scales(alpha), SmoothQuant.scales(PAIR, parameters, ranges, alpha), 1e-6);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> SmoothQuant.move(List.of(PAIR), parameters, ranges, 1.1));
  }

  @Test
  void theSearchAddsUpTheErrorsOfAllOutputs() {
    QuantizationConfig config = QuantizationConfig.of(BitWidths.W4A4);
    List<Double> alphas = List.of(0.0, 0.4, 0.7, 1.0);
    AlphaSearch search = new AlphaSearch(List.of(PAIR), parameters, ranges, config, alphas);
    assertThrows(IllegalArgumentException.class, search::best);
    feed(search);
    double least = Double.POSITIVE_INFINITY;
    double best = -1;
    for (int i = 0; i < alphas.size(); i++) {
      double error = error(scales(alphas.get(i)));
      assertEquals(error, search.errors(PAIR).get(i), 1e-3 * error);
      best = error < least ? alphas.get(i) : best;
      least = Math.min(least, error);
    }
    assertEquals(Map.of("norm", best), search.best());
  }

  /** The written-out error, with the same grids. */
  private double error(double[] s) {
    double low = 0;
    double high = 0;
    for (double[] token : x) {
      for (int j = 0; j < CHANNELS; j++) {
        low = Math.min(low, token[j] / s[j]);
        high = Math.max(high, token[j] / s[j]);
      }
    }
    UniformQuantizer input = UniformQuantizer.asymmetric(low, high, 4);
    return error("a.weight", 5, 0, CHANNELS, s, input) + error("b.weight", 3, 4, 2, s, input);
  }

  private double error(
      String name, int rows, int first, int columns, double[] s, UniformQuantizer input) {
    double[] weight = Tensors.toDoubles(parameters.asMap().get(name));
    double largest = 0;
    for (int i = 0; i < weight.length; i++) {
      largest = Math.max(largest, Math.abs(weight[i] * s[first + i % columns]));
    }
    double error = 0;
    for (double[] token : x) {
      for (int row = 0; row < rows; row++) {
        double wanted = 0;
        double got = 0;
        for (int j = 0; j < columns; j++) {
          double w = weight[row * columns + j];
          wanted += w * token[first + j];
          got += q(w * s[first + j], largest / 7) * q(token[first + j] / s[first + j], input);
        }
        error += (wanted - got) * (wanted - got);
      }
    }
    return error;
  }

  private static double q(double x, double scale) {
    return scale * Math.rint(x / scale);
  }

  private static double q(double x, UniformQuantizer grid) {
    double integer = Math.rint(x / grid.scale()) + grid.zeroPoint();
    return grid.scale() * (Math.max(0, Math.min(15, integer)) - grid.zeroPoint());
  }

  private static final AttentionConfig ATTENTION = AttentionConfig.opt(AttentionMethod.VANILLA);
  private static final OptConfig OPT = OptConfig.small(20, 32, 2, 2, 9, ATTENTION);
  private static final BertConfig BERT = BertConfig.small(20, 32, 2, 2, 9, ATTENTION);
  private static final String OPT_NORM = "model.decoder.layers.%d.final_layer_norm";
  private static final String BERT_NORM = "bert.encoder.layer.%d.attention.output.LayerNorm";
  private static final QuantizationConfig W6A6 = QuantizationConfig.of(BitWidths.W6A6);
  private static final QuantizationConfig PER_CHANNEL =
      W6A6.withWeights(WeightQuantization.perChannel());

  /** Channels of a norm that are 60 times the others ruin 6 bits; moved away, they do not. */
  @Test
  void outlierChannelsOfNormsAreHealed() {
    assertTrue(remaining(OPT, OPT_NORM, W6A6, true) < 0.3);
    assertTrue(remaining(OPT, OPT_NORM, PER_CHANNEL, true) < 0.3);
  }

  /** In a post-norm model they come back in the residual sums. */
  @Test
  void outlierChannelsOfPostNormModelsAreHealedByHalf() {
    assertTrue(remaining(BERT, BERT_NORM, W6A6, true) < 0.6);
  }

  /** A value or ReLU pair's producer is a matrix too, whose rows become uneven. */
  @Test
  void pairsOfTwoMatricesTakeWeightsPerChannel() {
    assertTrue(remaining(OPT, OPT_NORM, W6A6, false) > 1);
    assertTrue(remaining(OPT, OPT_NORM, PER_CHANNEL, false) < 0.4);
  }

  /** The squared error of quantized logits after migration, as a share of that before. */
  private static double remaining(
      LanguageModelConfig config, String norm, QuantizationConfig quantization, boolean normsOnly) {
    Engine.seed(6);
    List<MigrationPair> pairs =
        MigrationTable.of(config).stream()
            .filter(pair -> !normsOnly || pair.kind() == MigrationPair.Kind.NORM)
            .toList();
    try (LanguageModel model = config.create()) {
      Randomised.parameters(model.parameters());
      addOutliers(model, pairs, norm);
      double[] wanted = logits(model, Probe.NONE);
      double before = quantizedError(model, wanted, quantization, Map.of());
      ChannelRanges ranges = new ChannelRanges(pairs);
      logits(model, ranges);
      ScaleMigration migration = SmoothQuant.move(pairs, model.parameters(), ranges, 0.5);
      return quantizedError(model, wanted, quantization, migration.shortcuts()) / before;
    }
  }

  /** One channel of two norms times 60, and their matrices' columns divided by it. */
  private static void addOutliers(LanguageModel model, List<MigrationPair> pairs, String norm) {
    ScaleMigration migration = new ScaleMigration(model.parameters());
    for (int layer = 0; layer < 2; layer++) {
      String name = norm.formatted(layer);
      MigrationPair pair =
          pairs.stream().filter(one -> one.point().equals(name)).findFirst().orElseThrow();
      double[] scales = new double[(int) pair.channels()];
      Arrays.fill(scales, 1);
      scales[5 + layer] = 1.0 / 60;
      migration.move(MigrationPair.norm(name, pair.channels(), pair.consumers()), scales);
    }
  }

  private static double quantizedError(
      LanguageModel model,
      double[] wanted,
      QuantizationConfig config,
      Map<String, double[]> shortcuts) {
    Calibration calibration = new Calibration(config);
    logits(model, new ShortcutScales(shortcuts, calibration));
    try (FakeQuantization quantized = new FakeQuantization(calibration, config)) {
      double[] got = logits(model, new ShortcutScales(shortcuts, quantized));
      double error = 0;
      for (int i = 0; i < got.length; i++) {
        error += (got[i] - wanted[i]) * (got[i] - wanted[i]);
      }
      return error;
    }
  }

  private static double[] logits(LanguageModel model, Probe probe) {
    try (TensorScope step = TensorScope.open()) {
      Tensor ids = Tensors.ofIndices(new int[] {3, 1, 4, 1, 5, 9, 2, 6, 5, 3}, 2, 5);
      return Tensors.toDoubles(model.logits(ids, ForwardContext.evaluation(probe)));
    }
  }
}
