package org.outeffhop.experiment.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.bytedeco.pytorch.Device;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outeffhop.data.EncodedText;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.TokenBlocks;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.metrics.ModuleOutliers;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.Opt;
import org.outeffhop.model.OptConfig;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.text.SpecialTokens;

/** A tiny OPT's activations, cut into samples and measured here in loops over doubles. */
class AuthorsMeasuresTest {
  private static final int VOCABULARY = 23;
  private static final int LENGTH = 6;
  private static final int WIDTH = 8;
  private static final int SEQUENCES = 24;
  private static final Set<String> FLATTENED =
      Set.of(
          "model.decoder.layers.0.fc2",
          "model.decoder.layers.0.final_layer_norm",
          "model.decoder.layers.1.fc2",
          "model.decoder.layers.1.final_layer_norm");

  private Device cpu;
  private LanguageModelling task;
  private Opt model;

  @BeforeEach
  void open() {
    Engine.start();
    cpu = Engine.device("cpu");
    int[] ids = new int[SEQUENCES * LENGTH];
    Arrays.setAll(ids, i -> (7 * i + i * i / 5) % VOCABULARY);
    EncodedText text =
        new EncodedText(
            new TokenBlocks(ids, LENGTH),
            VOCABULARY,
            new SpecialTokens(Map.of()),
            OptionalDouble.empty());
    task =
        new LanguageModelling(
            ModelType.OPT,
            Path.of("none"),
            TextCorpus.builtin(),
            () -> text,
            () -> text,
            () -> null);
    OptConfig config =
        OptConfig.small(
            VOCABULARY, WIDTH, 2, 2, LENGTH, AttentionConfig.opt(AttentionMethod.VANILLA));
    model = Engine.seeded(4, () -> new Opt(config));
  }

  @AfterEach
  void close() {
    model.close();
    cpu.close();
  }

  private HeldOut<LanguageModel, LanguageModelling.Blocks> heldOut(int calibrationBatches) {
    return task.measurement(model, cpu, Evaluation.of(3, 2).calibratedOn(calibrationBatches));
  }

  /** The values of every module, in the order of its output. */
  private static Map<String, double[]> activations(HeldOut<?, ?> heldOut) {
    Map<String, List<double[]>> seen = new LinkedHashMap<>();
    Set<String> wanted = new HashSet<>(heldOut.outlierProbePoints());
    heldOut.showTo(
        (name, x) -> {
          if (wanted.contains(name)) {
            seen.computeIfAbsent(name, key -> new ArrayList<>()).add(Tensors.toDoubles(x));
          }
          return x;
        });
    Map<String, double[]> all = new LinkedHashMap<>();
    seen.forEach(
        (name, batches) ->
            all.put(name, batches.stream().flatMapToDouble(Arrays::stream).toArray()));
    return all;
  }

  private static ModuleOutliers measured(String name, double[] values, int sample) {
    double kurtosis = 0;
    double norm = 0;
    int samples = values.length / sample;
    for (int i = 0; i < samples; i++) {
      double[] x = Arrays.copyOfRange(values, i * sample, (i + 1) * sample);
      double mean = Arrays.stream(x).average().orElseThrow();
      double variance = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (sample - 1);
      double fourth = Arrays.stream(x).map(v -> Math.pow(v - mean, 4)).average().orElseThrow();
      kurtosis += fourth / (variance * variance + 1e-6) / samples;
      norm += Arrays.stream(x).map(Math::abs).max().orElseThrow() / samples;
    }
    return new ModuleOutliers(name, kurtosis, norm);
  }

  private static void requireSame(ModuleOutliers expected, ModuleOutliers actual) {
    assertEquals(expected.module(), actual.module());
    assertEquals(expected.kurtosis(), actual.kurtosis(), 1e-9 * expected.kurtosis());
    assertEquals(
        expected.maximumInfinityNorm(),
        actual.maximumInfinityNorm(),
        1e-9 * expected.maximumInfinityNorm());
  }

  /** Eleven modules: five in each of two layers, and the final norm. */
  @Test
  void perTokenAndPerSequenceDifferInFourOfElevenModules() {
    HeldOut<?, ?> heldOut = heldOut(2);
    OutlierSummary ours = heldOut.full().outliers();
    OutlierSummary authors = AuthorsMeasures.of(heldOut).orElseThrow().outliers();
    assertEquals(11, authors.modules().size());
    Set<String> different = new HashSet<>();
    double kurtosis = 0;
    double norm = 0;
    List<String> names = List.copyOf(activations(heldOut).keySet());
    for (Map.Entry<String, double[]> module : activations(heldOut).entrySet()) {
      String name = module.getKey();
      int at = names.indexOf(name);
      requireSame(measured(name, module.getValue(), LENGTH * WIDTH), ours.modules().get(at));
      int sample = FLATTENED.contains(name) ? WIDTH : LENGTH * WIDTH;
      ModuleOutliers expected = measured(name, module.getValue(), sample);
      requireSame(expected, authors.modules().get(at));
      if (!authors.modules().get(at).equals(ours.modules().get(at))) {
        different.add(name);
      }
      kurtosis += expected.kurtosis() / 11;
      if (!name.equals("model.decoder.final_layer_norm")) {
        norm = Math.max(norm, expected.maximumInfinityNorm());
      }
    }
    assertEquals(FLATTENED, different);
    assertEquals(kurtosis, authors.averageKurtosis(), 1e-9 * kurtosis);
    assertEquals(norm, authors.maximumInfinityNorm(), 1e-9 * norm);
    assertNotEquals(ours.averageKurtosis(), authors.averageKurtosis(), 1e-3);
  }

  /** Other ranges give another perplexity; with 4 batches or fewer there are no others. */
  @Test
  void optIsCalibratedOnItsFirstFourBatches() {
    double four = heldOut(4).quantized().w8a8().value();
    double seven = heldOut(7).quantized().w8a8().value();
    assertNotEquals(four, seven);
    AuthorsMeasures authors = AuthorsMeasures.of(heldOut(7)).orElseThrow();
    assertEquals(four, authors.details(seven).get("authors_quality_w8a8"), 1e-12);
    assertEquals(3 + 4 + 3, authors.batches());
    AuthorsMeasures same = AuthorsMeasures.of(heldOut(4)).orElseThrow();
    assertEquals(four, same.details(four).get("authors_quality_w8a8"));
    assertEquals(3, same.batches());
    long[] seen = {0};
    authors.telling(() -> seen[0]++).details(seven);
    assertEquals(authors.batches(), seen[0]);
  }

  @Test
  void theDefinitionIsForTheModelsOfTheScripts() {
    for (ModelType type : ModelType.values()) {
      if (EnumSet.of(ModelType.BERT, ModelType.OPT, ModelType.VIT).contains(type)) {
        MeasureDefinition.AUTHORS.requireAny(List.of(ModelType.STANHOP, type));
      } else {
        assertEquals(
            "--measures authors is given, but has nothing for the models ["
                + type
                + "]; it is for bert, opt, vit",
            assertThrows(
                    IllegalArgumentException.class,
                    () -> MeasureDefinition.AUTHORS.requireAny(List.of(type)))
                .getMessage());
      }
      MeasureDefinition.OURS.requireAny(List.of(type));
    }
  }
}
