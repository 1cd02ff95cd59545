package org.outeffhop.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.Execution;
import org.outeffhop.experiment.run.Provenance;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.ModelType;
import org.outeffhop.progress.Progress;
import org.outeffhop.series.TimeSeries;

/** What a comparison says of its rows while it goes on. */
class ComparisonRowsTest {
  @TempDir private Path folder;

  private ComparisonResult run(int seeds, List<String> notices) throws IOException {
    float[] values = new float[2 * 160];
    IntStream.range(0, values.length).forEach(i -> values[i] = (float) Math.sin(i * i / 300.0));
    DataSources sources =
        new DataSources(
            TextCorpus.builtin(),
            ImageSource.builtin(),
            new TimeSeries("waves", List.of("a", "b"), values),
            Optional.empty(),
            folder.resolve("cache"));
    ComparisonSettings settings =
        Preset.SMOKE
            .settings(List.of(ModelType.STANHOP))
            .withMethods(AttentionVariant.list("vanilla,outeffhop"))
            .withSeeds(seeds)
            .withExecution(Execution.CPU);
    Progress progress =
        new Progress() {
          @Override
          public void update(String task, long done, long total) {}

          @Override
          public void notice(String message) {
            notices.add(message);
          }
        };
    return new Comparison(settings, Provenance.of("test", "test"), sources, folder.resolve("runs"))
        .run(progress, run -> {});
  }

  /** The rows are those of the result; of two more seeds the first run's are there already. */
  @Test
  void everyRowIsSaidAsItsRunEndsAndThoseThatWereThereFirst() throws IOException {
    List<String> notices = new ArrayList<>();
    List<String> first = run(1, notices).rows().stream().map(ComparisonRow::summary).toList();
    assertEquals(
        List.of("finished 1/2: " + first.get(0), "finished 2/2: " + first.get(1)), notices);
    notices.clear();
    List<String> all = run(2, notices).rows().stream().map(ComparisonRow::summary).toList();
    assertEquals(
        List.of(
            "there already: " + first.get(0),
            "there already: " + first.get(1),
            "finished 3/4: " + all.get(2),
            "finished 4/4: " + all.get(3)),
        notices);
  }
}
