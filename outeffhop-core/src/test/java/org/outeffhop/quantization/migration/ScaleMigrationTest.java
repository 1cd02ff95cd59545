package org.outeffhop.quantization.migration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.Tensors;

/** The function of every architecture stays what it was. */
class ScaleMigrationTest {
  private static final double TOLERANCE = 1e-5;

  static Stream<MigratedModel> models() {
    return MigratedModel.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void smoothQuantKeepsTheFunction(MigratedModel given) {
    try (MigratedModel model = given) {
      double[] before = model.logits(ForwardContext.EVALUATION);
      ScaleMigration migration =
          SmoothQuant.move(model.pairs(), model.parameters(), model.ranges(), 0.5);
      assertSame(before, model, migration.shortcuts());
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void searchedAlphasKeepTheFunction(MigratedModel given) {
    try (MigratedModel model = given) {
      double[] before = model.logits(ForwardContext.EVALUATION);
      ChannelRanges ranges = model.ranges();
      AlphaSearch search =
          new AlphaSearch(
              model.pairs(),
              model.parameters(),
              ranges,
              QuantizationConfig.w8a8(),
              AlphaSearch.tenths());
      assertArrayEquals(before, model.logits(ForwardContext.evaluation(search)));
      ScaleMigration migration =
          SmoothQuant.move(model.pairs(), model.parameters(), ranges, search.best());
      assertSame(before, model, migration.shortcuts());
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void gammaMigrationKeepsTheFunctionAndLeavesGainsOfOne(MigratedModel given) {
    try (MigratedModel model = given) {
      double[] before = model.logits(ForwardContext.EVALUATION);
      ScaleMigration migration = GammaMigration.move(model.pairs(), model.parameters());
      assertSame(before, model, migration.shortcuts());
      for (MigrationPair pair : model.pairs()) {
        if (pair.kind() == MigrationPair.Kind.NORM) {
          double[] gain =
              Tensors.toDoubles(model.parameters().asMap().get(pair.producer() + ".weight"));
          Arrays.stream(gain).forEach(g -> assertEquals(1, g, 1e-6));
        }
      }
    }
  }

  /** Any scales do, so that no pair is exact only because its scales are near 1. */
  @ParameterizedTest
  @MethodSource("models")
  void everyPairAloneKeepsTheFunction(MigratedModel given) {
    try (MigratedModel model = given) {
      double[] before = model.logits(ForwardContext.EVALUATION);
      Random random = new Random(2);
      ScaleMigration migration = new ScaleMigration(model.parameters());
      for (MigrationPair pair : model.pairs()) {
        double sign = pair.kind() == MigrationPair.Kind.RELU ? 1 : -1;
        double[] scales =
            random
                .doubles(pair.channels())
                .map(u -> (random.nextBoolean() ? sign : 1) * Math.exp(2 * u - 1))
                .toArray();
        migration.move(pair, scales);
        assertSame(before, model, migration.shortcuts());
      }
      boolean needed = model.pairs().stream().anyMatch(pair -> pair.shortcut().isPresent());
      double bare = difference(before, model.logits(ForwardContext.EVALUATION));
      assertEquals(needed, bare > 0.01, "without shortcuts: " + bare);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void badScalesChangeNothing(MigratedModel given) {
    try (MigratedModel model = given) {
      double[] before = model.logits(ForwardContext.EVALUATION);
      ScaleMigration migration = new ScaleMigration(model.parameters());
      MigrationPair pair = model.pairs().get(0);
      double[] scales = new double[(int) pair.channels()];
      Arrays.fill(scales, 2);
      scales[3] = 0;
      assertThrows(IllegalArgumentException.class, () -> migration.move(pair, scales));
      assertThrows(IllegalArgumentException.class, () -> migration.move(pair, new double[3]));
      scales[3] = 2;
      MigrationPair elsewhere =
          new MigrationPair(
              pair.point(),
              pair.producer(),
              pair.kind(),
              pair.channels(),
              List.of(new Consumer("nowhere", 0, pair.channels())),
              pair.shortcut());
      assertThrows(IllegalArgumentException.class, () -> migration.move(elsewhere, scales));
      assertArrayEquals(before, model.logits(ForwardContext.EVALUATION));
    }
  }

  private static void assertSame(
      double[] before, MigratedModel model, Map<String, double[]> shortcuts) {
    Probe probe = new ShortcutScales(shortcuts, Probe.NONE);
    double difference = difference(before, model.logits(ForwardContext.evaluation(probe)));
    assertTrue(difference <= TOLERANCE, "relative difference " + difference);
  }

  /** max |a - b| / max |a|. */
  private static double difference(double[] a, double[] b) {
    double difference = 0;
    double size = 0;
    for (int i = 0; i < a.length; i++) {
      difference = Math.max(difference, Math.abs(a[i] - b[i]));
      size = Math.max(size, Math.abs(a[i]));
    }
    return difference / size;
  }
}
