package org.outeffhop.experiment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.convert.ConversionRecipe;
import org.outeffhop.experiment.convert.ConversionSource;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.Execution;
import org.outeffhop.experiment.run.Provenance;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.experiment.task.Evaluation;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.ModelType;
import org.outeffhop.progress.Progress;
import org.outeffhop.series.TimeSeries;
import org.outeffhop.training.TrainingConfig;

/**
 * A comparison that is interrupted at any of its reports, whether it prepares data, trains,
 * validates, measures or calibrates, ends within a batch, and goes on to the numbers that it would
 * have had.
 */
class InterruptionTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  /** Interrupts the thread that reports, at one of its reports. */
  private static final class AtReport implements Progress {
    private final int number;
    private int seen;

    AtReport(int number) {
      this.number = number;
    }

    @Override
    public void update(String task, long done, long total) {
      seen++;
      if (seen == number) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Two epochs with a validation after each, and an external memory that is searched for. */
  @Test
  void aForecast() throws IOException {
    ComparisonSettings settings =
        Preset.SMOKE
            .settings(List.of(ModelType.STANHOP))
            .withMethods(List.of(AttentionVariant.of(AttentionMethod.OUTEFFHOP)))
            .with(new Changes().set(Setting.EPOCHS, 2).set(Setting.MEMORY, 8));
    requireResumable(settings.withEvaluation(Evaluation.of(2, 4).during(4, 2)), 3);
  }

  /** Text is prepared anew for every comparison, and quality measured twice while training. */
  @Test
  void aLanguageModelAndItsStudent() throws IOException {
    ComparisonSettings settings =
        Preset.SMOKE
            .settings(List.of(ModelType.OPT))
            .withEvaluation(Evaluation.of(2, 4).during(2, 2));
    Path trained =
        requireResumable(
            settings.withMethods(List.of(AttentionVariant.of(AttentionMethod.VANILLA))), 4);
    try (ConversionSource source = ConversionSource.open("opt", trained)) {
      ConversionRecipe recipe =
          new ConversionRecipe(
              source,
              ConversionConfig.of(TrainingConfig.adamW(6, 1e-3))
                  .batchSize(4)
                  .quantizedSteps(4)
                  .calibrationInterval(2),
              true,
              2,
              OptionalInt.of(5),
              16);
      ComparisonSettings distilled =
          new ComparisonSettings(
              "from opt",
              Map.of(ModelType.OPT, recipe),
              List.of(AttentionVariant.of(AttentionMethod.OUTEFFHOP)),
              1,
              Evaluation.of(2, 4).during(2, 2),
              Execution.CPU);
      requireResumable(distilled, 3);
    }
  }

  /** The folder of the run that was not interrupted. */
  private Path requireResumable(ComparisonSettings settings, int stride) throws IOException {
    String model = settings.recipes().keySet().iterator().next().toString();
    String name = model + "-" + settings.methods().get(0) + "-seed0";
    Path whole = folder.resolve(settings.preset() + model + "-whole");
    AtReport counting = new AtReport(0);
    run(settings, whole, counting);
    int interrupted = 0;
    for (int number = 1; number <= counting.seen; number += stride) {
      Path out = folder.resolve(settings.preset() + model + "-" + number);
      AtReport progress = new AtReport(number);
      try {
        run(settings, out, progress);
      } catch (CancellationException e) {
        interrupted++;
      } finally {
        Thread.interrupted();
      }
      String where = "interrupted at report %d of %d".formatted(number, counting.seen);
      assertTrue(progress.seen - number <= 1, where + ", " + progress.seen + " came");
      run(settings, out, Progress.none());
      requireSame(whole.resolve(name), out.resolve(name), where);
    }
    int starts = (counting.seen + stride - 1) / stride;
    assertTrue(interrupted >= starts - 2, interrupted + " of " + starts + " were interrupted");
    return whole.resolve(name);
  }

  private void run(ComparisonSettings settings, Path out, Progress progress) throws IOException {
    DataSources sources =
        new DataSources(
            text(), ImageSource.builtin(), series(), Optional.empty(), out.resolve("cache"));
    new Comparison(settings.withSeeds(1), Provenance.of("test", "test"), sources, out)
        .run(progress, run -> {});
  }

  private TextCorpus text() throws IOException {
    Path file = folder.resolve("text.txt");
    if (Files.notExists(file)) {
      List<String> documents = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        documents.add("number %d is followed by %d and by %d".formatted(i, i + 1, 7 * i % 100));
        documents.add("");
      }
      Files.write(file, documents);
    }
    return TextCorpus.of(List.of(file));
  }

  private static TimeSeries series() {
    float[] values = new float[2 * 160];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.sin(i / 7.0) + Math.cos(i * i / 300.0));
    }
    return new TimeSeries("waves", List.of("a", "b"), values);
  }

  private static void requireSame(Path expected, Path actual, String where) throws IOException {
    for (String file : List.of("model.safetensors", "outliers.json")) {
      assertArrayEquals(
          Files.readAllBytes(expected.resolve(file)),
          Files.readAllBytes(actual.resolve(file)),
          file + ", " + where);
    }
    assertEquals(lines(expected, "result.json"), lines(actual, "result.json"), where);
    assertEquals(lines(expected, "metrics.jsonl"), lines(actual, "metrics.jsonl"), where);
  }

  /** Without what is measured of time and memory. */
  private static List<JsonNode> lines(Path run, String file) throws IOException {
    List<String> texts =
        file.endsWith(".jsonl")
            ? Files.readAllLines(run.resolve(file))
            : List.of(Files.readString(run.resolve(file)));
    return IntStream.range(0, texts.size())
        .mapToObj(
            line -> {
              try {
                ObjectNode read = (ObjectNode) JSON.readTree(texts.get(line));
                read.remove(List.of("seconds", "resident_bytes"));
                if (read.get("checksums") instanceof ObjectNode vouched) {
                  vouched.remove("metrics.jsonl");
                }
                return (JsonNode) read;
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })
        .toList();
  }
}
