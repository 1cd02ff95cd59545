package org.outeffhop.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.outeffhop.data.Progress;
import org.outeffhop.data.TextConfig;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.TextDataset;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.training.RunDirectory;

/**
 * Pretrains every model with every attention method on the same text with the same seeds, and
 * measures them.
 *
 * <p>Every run has a folder; one that is complete under the same settings is not run again, so that
 * an interrupted comparison goes on where it stopped.
 */
public final class Comparison {
  private static final String SETTINGS = "settings.json";
  private static final String RESULT = "result.json";
  private static final long TEXT_SEED = 1;
  private static final double HELD_OUT = 0.05;
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private final ComparisonSettings settings;
  private final TextCorpus corpus;
  private final Path out;
  private final Path cache;
  private final Progress progress;

  /**
   * A comparison that is still to be run.
   *
   * @param out the folder of results, made where it is missing
   * @param cache the folder of encoded text, shared by comparisons
   */
  public Comparison(
      ComparisonSettings settings, TextCorpus corpus, Path out, Path cache, Progress progress) {
    this.settings = settings;
    this.corpus = corpus;
    this.out = out;
    this.cache = cache;
    this.progress = progress;
  }

  /**
   * Runs what is missing.
   *
   * @return all rows; {@code result.json} in the output folder holds the same
   * @throws IllegalArgumentException if the output folder holds a comparison with other settings
   */
  public ComparisonResult run() throws IOException {
    Map<String, Object> described = settings.asMap(corpus.name() + " " + corpus.fingerprint());
    requireSameComparison(out.resolve(SETTINGS), described);
    if (RunDirectory.isComplete(out)) {
      return JSON.readValue(out.resolve(RESULT).toFile(), ComparisonResult.class);
    }
    RunDirectory folder = RunDirectory.create(out);
    folder.writeJson(SETTINGS, described);
    List<ComparisonRow> rows = new ArrayList<>();
    for (ModelKind kind : settings.models()) {
      TextDataset data = TextDataset.prepare(corpus, text(kind), cache, progress);
      for (int seed = 0; seed < settings.seeds(); seed++) {
        for (AttentionMethod method : settings.methods()) {
          rows.add(row(kind, method, seed, data));
        }
      }
    }
    ComparisonResult result = new ComparisonResult(rows, described);
    folder.writeJson(RESULT, JSON.valueToTree(result));
    return result;
  }

  private void requireSameComparison(Path file, Map<String, Object> described) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    if (!JSON.readTree(file.toFile()).equals(JSON.readTree(JSON.writeValueAsString(described)))) {
      throw new IllegalArgumentException(
          out
              + " holds a comparison with other settings (see its "
              + SETTINGS
              + "); choose another --out");
    }
  }

  private TextConfig text(ModelKind kind) {
    ModelSize size = settings.size();
    return new TextConfig(
        kind.tokenizer(), size.vocabularySize(), size.length(), HELD_OUT, TEXT_SEED);
  }

  private ComparisonRow row(ModelKind kind, AttentionMethod method, long seed, TextDataset data)
      throws IOException {
    Path folder = out.resolve(kind + "-" + method + "-seed" + seed);
    Path result = folder.resolve(RESULT);
    if (Files.exists(result)) {
      return JSON.readValue(result.toFile(), ComparisonRow.class);
    }
    RunDirectory run = RunDirectory.create(folder);
    ComparisonRow row = new PretrainingRun(settings, kind, method, seed, data, run, progress).run();
    run.writeJson(RESULT, JSON.valueToTree(row));
    return row;
  }
}
