package org.outeffhop.metrics.sinks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * One head over ten tokens and one of padding. Tokens 0 to 8 give 0.9 to the first, which is of
 * label 101, and 0.05 to the last, which is of 102 and a delimiter; that gives 0.1 and 0.2.
 */
class OutlierDiagnosisTest {
  private static final String HEAD = "layer.0.attention";
  private static final String MODULE = "layer.0.dense";
  private static final int TOKENS = 10;
  private static final int LENGTH = 11;
  private static final int CHANNELS = 20;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private static TokenLabels labels() {
    long[] labels = {101, 1, 2, 3, 4, 5, 6, 7, 8, 102, 0};
    boolean[] real = new boolean[LENGTH];
    Arrays.fill(real, 0, TOKENS, true);
    return new TokenLabels(new long[][] {labels}, new boolean[][] {real}, false);
  }

  /** Weights [1, 1, 11, 11]; the row of padding would be a sink of its own. */
  private static Tensor weights() {
    float[] weights = new float[LENGTH * LENGTH];
    for (int query = 0; query < 9; query++) {
      weights[query * LENGTH] = 0.9F;
      weights[query * LENGTH + 9] = 0.05F;
    }
    weights[9 * LENGTH] = 0.1F;
    weights[9 * LENGTH + 9] = 0.2F;
    weights[10 * LENGTH + 3] = 1;
    return Tensors.of(weights, 1, 1, LENGTH, LENGTH);
  }

  /** Lengths 5, then 1 eight times, then 10; 100 for padding. */
  private static Tensor values() {
    float[] values = new float[LENGTH * 2];
    values[0] = 3;
    values[1] = 4;
    for (int key = 1; key < 9; key++) {
      values[2 * key] = -1;
    }
    values[2 * 9 + 1] = 10;
    values[2 * 10] = 100;
    return Tensors.of(values, 1, 1, LENGTH, 2);
  }

  /** 1 and -1 in turn, and in channels 7, 2 and 7 outliers at tokens 0, 4 and 9. */
  private static double[] output() {
    double[] output = new double[LENGTH * CHANNELS];
    Arrays.setAll(output, i -> i % 2 == 0 ? 1 : -1);
    output[7] = 100;
    output[4 * CHANNELS + 2] = -95;
    output[9 * CHANNELS + 7] = 90;
    Arrays.fill(output, TOKENS * CHANNELS, LENGTH * CHANNELS, 1e4);
    return output;
  }

  private static OutlierDiagnosis diagnosis() {
    return new OutlierDiagnosis(List.of(MODULE), label -> label >= 101);
  }

  private static void look(Probe probe) {
    Tensor output = Tensors.of(output(), 1, LENGTH, CHANNELS);
    assertTrue(probe.wantsAttentionProbabilities());
    probe.association(HEAD, weights(), values());
    probe.at("layer.0.other", output.mul(Tensors.scalar(1e3)));
    assertEquals(output, probe.at(MODULE, output));
  }

  private static Diagnosis found() {
    try (TensorScope scope = TensorScope.open()) {
      OutlierDiagnosis diagnosis = diagnosis();
      diagnosis.update(labels(), OutlierDiagnosisTest::look);
      return diagnosis.compute();
    }
  }

  @Test
  void aHeadIsSeenOverQueriesThatAreNoPadding() {
    Diagnosis found = found();
    assertEquals(1, found.heads().size());
    HeadUse head = found.heads().get(0);
    assertEquals(HEAD, head.module());
    assertEquals(0, head.head());
    assertEquals(0.9, head.firstKeySinkRate(), 1e-12);
    assertEquals(0.9, head.sinkRate(), 1e-12);
    assertEquals((9 * 0.05 + 0.7) / 10, head.noOpMass(), 1e-7);
    assertKey(new KeyUse(101, 0.82, 0.9, 5, 2), head.mostAttended());
    assertKey(new KeyUse(101, 0.82, 0.9, 5, 2), head.key(101).orElseThrow());
    assertKey(new KeyUse(102, 0.065, 0, 10, 13.0 / 9), head.key(102).orElseThrow());
    assertEquals(2, head.keys().size(), "no other is a delimiter or attended most");
    assertEquals(Optional.empty(), head.key(0));
  }

  private static void assertKey(KeyUse expected, KeyUse key) {
    assertEquals(expected.label(), key.label());
    assertEquals(expected.weight(), key.weight(), 1e-7);
    assertEquals(expected.sinkRate(), key.sinkRate(), 1e-12);
    assertEquals(expected.valueLength(), key.valueLength(), 1e-6);
    assertEquals(expected.otherValueLength(), key.otherValueLength(), 1e-6);
  }

  @Test
  void outliersAreSoughtAtSinksDelimitersAndElsewhere() {
    Diagnosis found = found();
    assertEquals(1, found.samples());
    assertEquals(TOKENS, found.tokens());
    assertEquals(1, found.sinkTokens());
    assertEquals(Map.of(101L, 1L), found.sinkLabels());
    assertEquals(1, found.modules().size());
    ModuleUse module = found.modules().get(0);
    assertEquals(MODULE, module.module());
    assertEquals(new Whereabouts(3, 1, 1), module.outliers());
    assertEquals(1, module.outliers().elsewhere());
    assertEquals(2, module.channels());
    assertEquals(
        List.of(new ModuleUse.Channel(7, 2), new ModuleUse.Channel(2, 1)), module.topChannels());
    double[] real = Arrays.copyOf(output(), TOKENS * CHANNELS);
    double[] rest = Arrays.copyOfRange(output(), CHANNELS, TOKENS * CHANNELS);
    assertEquals(kurtosis(real), module.kurtosis(), 1e-9);
    assertEquals(kurtosis(rest), module.kurtosisWithoutSinks(), 1e-9);
    double scale = 1 / (TOKENS * CHANNELS * (Math.pow(variance(real), 2) + 1e-6));
    double mean = mean(real);
    double[] added = fourths(scale, 100 - mean, 90 - mean, -95 - mean);
    assertEquals(added[0] + added[1] + added[2], module.ofKurtosis().all(), 1e-9);
    assertEquals(added[0], module.ofKurtosis().atSinks(), 1e-9);
    assertEquals(added[1], module.ofKurtosis().atDelimiters(), 1e-9);
    assertEquals(added[2], module.ofKurtosis().elsewhere(), 1e-9);
  }

  private static double[] fourths(double scale, double... distances) {
    return Arrays.stream(distances).map(x -> scale * Math.pow(x, 4)).toArray();
  }

  private static double mean(double[] x) {
    return Arrays.stream(x).average().orElseThrow();
  }

  private static double variance(double[] x) {
    double mean = mean(x);
    return Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1);
  }

  private static double kurtosis(double[] x) {
    double mean = mean(x);
    double fourth = Arrays.stream(x).map(v -> Math.pow(v - mean, 4)).average().orElseThrow();
    return fourth / (Math.pow(variance(x), 2) + 1e-6);
  }

  @Test
  void batchesAreAddedUpUntilTheyAreForgotten() {
    try (TensorScope scope = TensorScope.open()) {
      OutlierDiagnosis diagnosis = diagnosis();
      diagnosis.update(labels(), OutlierDiagnosisTest::look);
      diagnosis.update(labels(), OutlierDiagnosisTest::look);
      Diagnosis twice = diagnosis.compute();
      assertEquals(2, twice.samples());
      assertEquals(found().heads(), twice.heads());
      assertEquals(new Whereabouts(6, 2, 2), twice.outliers());
      assertEquals(found().ofKurtosis(), twice.ofKurtosis());
      diagnosis.reset();
      assertEquals(0, diagnosis.compute().samples());
      assertEquals(List.of(), diagnosis.compute().heads());
      diagnosis.update(labels(), OutlierDiagnosisTest::look);
      assertEquals(found(), diagnosis.compute());
    }
  }

  /** Of twelve tokens, 4 to 11 give half to token 3, and 5 to 11, which are but seven, to 4. */
  @Test
  void ofADecoderEightLaterQueriesTellASink() {
    float[] weights = new float[12 * 12];
    for (int query = 4; query < 12; query++) {
      weights[query * 12 + 3] = 0.5F;
    }
    for (int query = 5; query < 12; query++) {
      weights[query * 12 + 4] = 0.5F;
    }
    TokenLabels positions = TokenLabels.positions(1, 12);
    assertEquals(Map.of(3L, 1L), sinks(weights, positions, true));
    assertEquals(Map.of(3L, 1L, 4L, 1L), sinks(weights, positions, false));
    weights[11 * 12 + 3] = -2;
    assertEquals(Map.of(), sinks(weights, positions, true));
  }

  private static Map<Long, Long> sinks(float[] weights, TokenLabels labels, boolean causal) {
    try (TensorScope scope = TensorScope.open()) {
      OutlierDiagnosis diagnosis = diagnosis();
      diagnosis.update(
          new TokenLabels(labels.labels(), labels.real(), causal),
          probe ->
              probe.association(
                  HEAD, Tensors.of(weights, 1, 1, 12, 12), Tensors.of(new float[24], 1, 1, 12, 2)));
      return diagnosis.compute().sinkLabels();
    }
  }

  /** Samples of eight tokens count for heads alone, and modules of other rows for nothing. */
  @Test
  void shortSamplesAndOtherRowsHaveNoPlacesOfOutliers() {
    try (TensorScope scope = TensorScope.open()) {
      OutlierDiagnosis diagnosis = diagnosis();
      diagnosis.update(
          TokenLabels.positions(1, 8),
          probe -> {
            probe.association(
                HEAD, Tensors.of(new float[64], 1, 1, 8, 8), Tensors.of(new float[8], 1, 1, 8, 1));
            probe.at(MODULE, Tensors.of(new double[80], 1, 8, 10));
          });
      diagnosis.update(TokenLabels.none(), OutlierDiagnosisTest::look);
      Diagnosis found = diagnosis.compute();
      assertEquals(0, found.samples());
      assertEquals(List.of(), found.modules());
      assertEquals(9.0 / 19, found.heads().get(0).firstKeySinkRate(), 1e-12);
    }
  }

  @Test
  void labelsAndMarksAreOfTheSamePositions() {
    boolean[][] marks = {new boolean[3]};
    assertEquals(
        "there are labels of [2] positions and marks of [3]; each position takes one of each",
        assertThrows(
                IllegalArgumentException.class,
                () -> new TokenLabels(new long[][] {{1, 2}}, marks, false))
            .getMessage());
  }
}
