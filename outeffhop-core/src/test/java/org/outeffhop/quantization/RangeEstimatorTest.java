package org.outeffhop.quantization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.quantization.ActivationQuantization.DynamicPerToken;
import org.outeffhop.quantization.ActivationQuantization.Static;
import org.outeffhop.quantization.WeightQuantization.Granularity;

class RangeEstimatorTest {
  @ParameterizedTest
  @CsvSource({
    "current-min-max, current-min-max",
    "running-min-max, running-min-max:0.9",
    "running-min-max:0.25, running-min-max:0.25",
    "running-percentile, running-percentile:99.999",
    "running-percentile:99, running-percentile:99.0",
    "percentile, percentile:99.99",
    "percentile:100, percentile:100.0",
    "mse, mse",
    "mse-golden, mse-golden",
    "entropy, entropy"
  })
  void aTextIsReadAndWritten(String text, String written) {
    RangeEstimator estimator = RangeEstimator.parse(text);
    assertEquals(written, estimator.asText());
    assertEquals(estimator, RangeEstimator.parse(written));
  }

  @Test
  void everyEstimatorCanBeWritten() {
    Set<Class<?>> parsed =
        RangeEstimator.choices().stream()
            .map(choice -> RangeEstimator.parse(choice.replaceFirst("\\[.*", "")).getClass())
            .collect(Collectors.toSet());
    assertEquals(
        Arrays.stream(RangeEstimator.class.getPermittedSubclasses()).collect(Collectors.toSet()),
        parsed);
  }

  @Test
  void theNumbersThatAreNotWrittenAreTheUsualOnes() {
    assertEquals(new RunningMinMax(0.9), RangeEstimator.parse("running-min-max"));
    assertEquals(new RunningPercentile(0.9, 99.999), RangeEstimator.parse("running-percentile"));
    assertEquals(new Percentile(99.99), RangeEstimator.parse("percentile"));
    assertEquals(
        new MeanSquaredError(MeanSquaredError.Search.GRID, 100, 0), RangeEstimator.parse("mse"));
    assertEquals(
        new MeanSquaredError(MeanSquaredError.Search.GOLDEN_SECTION, 100, 0),
        RangeEstimator.parse("mse-golden"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"max", "", "MSE", "percentiles:99", "mse ", ":99"})
  void anUnknownOneIsRefusedWithTheList(String text) {
    assertEquals(
        "range is '"
            + text
            + "'; it can be current-min-max, running-min-max[:MOMENTUM],"
            + " running-percentile[:PERCENT], percentile[:PERCENT], mse, mse-golden, entropy",
        refusal(text));
  }

  @ParameterizedTest
  @CsvSource({
    "entropy:3, range is 'entropy:3'; this one takes no number",
    "mse:, range is 'mse:'; this one takes no number",
    "percentile:high, range is 'percentile:high'; behind the colon it takes a number",
    "percentile:, range is 'percentile:'; behind the colon it takes a number",
    "'percentile:40', 'percentile is 40.0; it takes a number above 50, at most 100'",
    "running-min-max:1, momentum is 1.0; it takes a number from 0 to below 1"
  })
  void aNumberThatCannotBeIsNamed(String text, String message) {
    assertEquals(message, refusal(text));
  }

  private static String refusal(String text) {
    return assertThrows(IllegalArgumentException.class, () -> RangeEstimator.parse(text))
        .getMessage();
  }

  @Test
  void statesAreTwoNumbersOrAHistogram() {
    List<Long> bytes =
        RangeEstimator.choices().stream()
            .map(choice -> RangeEstimator.parse(choice.replaceFirst("\\[.*", "")))
            .map(estimator -> estimator.newState().bytes())
            .toList();
    assertEquals(List.of(16L, 16L, 16L, 131_072L, 131_072L, 131_072L, 131_072L), bytes);
  }

  @Test
  void granularityIsWritten() {
    assertEquals("tensor", Granularity.PER_TENSOR.toString());
    assertEquals("channel", Granularity.PER_CHANNEL.toString());
    assertEquals("a scale a channel", WeightQuantization.perChannel().inWords());
  }

  @Test
  void channelsAreRangedByMinMaxAndByTheGridOfErrors() {
    assertEquals(List.of("current-min-max", "mse"), RangeEstimator.choicesForChannels());
    assertThrows(
        IllegalArgumentException.class,
        () -> new WeightQuantization(Granularity.PER_CHANNEL, MeanSquaredError.goldenSection()));
  }

  @Test
  void activationsSayWhatTheyAre() {
    assertEquals(
        "asymmetric, static, range by running-min-max:0.9",
        ActivationQuantization.runningMinMax().inWords());
    assertEquals("symmetric, static, range by entropy", new Static(new Entropy(), true).inWords());
    DynamicPerToken dynamic = new DynamicPerToken(true);
    assertEquals("symmetric, a grid a token", dynamic.inWords());
    assertEquals(
        "activations are symmetric, a grid a token; they must have static ranges",
        assertThrows(IllegalArgumentException.class, dynamic::requireStaticRange).getMessage());
  }

  @Test
  void anotherRangeKeepsSymmetry() {
    QuantizationConfig config =
        QuantizationConfig.w8a8().withActivations(new DynamicPerToken(true));
    assertEquals(new Static(new Entropy(), true), config.withRange(new Entropy()).activations());
  }
}
