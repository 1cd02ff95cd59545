package org.outeffhop.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.run.ComparisonProgress;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.ParallelRuns;
import org.outeffhop.experiment.run.PreparedWorkload;
import org.outeffhop.experiment.run.Provenance;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.experiment.run.RunFolder;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.Workload;
import org.outeffhop.files.FolderLock;
import org.outeffhop.files.JsonFile;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.ModelType;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;
import org.outeffhop.training.RunDirectory;

/**
 * Trains every model with every attention method on the same data with the same seeds, and measures
 * them.
 *
 * <p>Every run has a folder; one that is complete under the same settings is not run again, and one
 * that is not goes on from its last checkpoint, so that an interrupted comparison goes on where it
 * stopped, and one with more seeds or methods takes over what is there.
 */
public final class Comparison {
  private static final long MOST_BYTES = 1L << 26;
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private final ComparisonSettings settings;
  private final Provenance provenance;
  private final Map<ModelType, Workload> workloads = new EnumMap<>(ModelType.class);
  private final Path out;
  private List<Path> folders = List.of();

  /** Told of each run that is complete, on the thread that made it. */
  @FunctionalInterface
  public interface RunListener {
    /** Called once its folder holds all that was measured. */
    void complete(Path folder) throws IOException;
  }

  /**
   * A comparison that is still to be run.
   *
   * @param provenance written into every folder
   * @param sources what the models are trained on
   * @param out the folder of results, made where it is missing
   */
  public Comparison(
      ComparisonSettings settings, Provenance provenance, DataSources sources, Path out) {
    this.settings = settings;
    this.provenance = provenance;
    this.out = out;
    settings.recipes().forEach((kind, recipe) -> workloads.put(kind, recipe.on(sources)));
  }

  /** A line a model: its recipe and its data, what a reader must know to judge the numbers. */
  public List<String> summaries() {
    return workloads.values().stream()
        .map(
            workload ->
                "%s: %s, on %s"
                    .formatted(
                        workload.recipe().type(),
                        workload.recipe().summary(),
                        workload.data().name()))
        .toList();
  }

  /**
   * Runs what is missing. The progress is told the row of every run that is there already, and of
   * every other one as it ends.
   *
   * @param listener told of runs that are complete already, before others are made, and of each
   *     other one as soon as it is
   * @return all rows; {@code result.json} in the output folder holds the same
   * @throws IllegalArgumentException if the device is not there, or if the output folder holds one
   *     of the runs with other settings
   */
  public ComparisonResult run(Progress progress, RunListener listener) throws IOException {
    Engine.device(settings.execution().device()).close();
    Map<ModelType, String> data = new EnumMap<>(ModelType.class);
    workloads.forEach((kind, workload) -> data.put(kind, workload.data().fingerprinted()));
    List<RunSpec> runs = runs(data);
    for (RunSpec run : runs) {
      folder(run).requireSameSettings();
      folder(run).requireWhole();
    }
    requireComparison();
    RunDirectory folder = RunDirectory.openOrCreate(out);
    try (FolderLock lock = FolderLock.take(out)) {
      return run(folder, runs, data, progress, listener);
    }
  }

  private ComparisonResult run(
      RunDirectory folder,
      List<RunSpec> runs,
      Map<ModelType, String> data,
      Progress progress,
      RunListener listener)
      throws IOException {
    List<RunSpec> missing = new ArrayList<>();
    for (RunSpec run : runs) {
      if (folder(run).isComplete()) {
        progress.notice("there already: " + folder(run).read().summary());
        listener.complete(folder(run).path());
      } else {
        missing.add(run);
      }
    }
    if (!missing.isEmpty()) {
      new ParallelRuns(settings.execution(), runs, missing, workloads, progress)
          .run((run, workload, together) -> make(run, workload, together, listener));
    }
    List<ComparisonRow> rows = new ArrayList<>();
    for (RunSpec run : runs) {
      folder(run).deleteCheckpoints();
      rows.add(folder(run).read());
    }
    folders = runs.stream().map(run -> folder(run).path()).toList();
    ComparisonResult result = new ComparisonResult(rows, settings.asMap(data));
    folder.writeJson(RunFolder.PROVENANCE, provenance);
    folder.writeJson(RunDirectory.RESULT, JSON.valueToTree(result));
    return result;
  }

  /** The folders of its runs, once it has been {@link #run}. */
  public List<Path> runFolders() {
    return folders;
  }

  private List<RunSpec> runs(Map<ModelType, String> data) {
    List<RunSpec> runs = new ArrayList<>();
    for (Recipe recipe : settings.recipes().values()) {
      for (int seed = 0; seed < settings.seeds(); seed++) {
        for (AttentionVariant method : settings.methods()) {
          runs.add(
              new RunSpec(
                  recipe,
                  method,
                  seed,
                  settings.evaluation(),
                  settings.execution(),
                  data.get(recipe.type())));
        }
      }
    }
    return runs;
  }

  private RunFolder folder(RunSpec run) {
    return new RunFolder(out.resolve(run.name()), run);
  }

  /** Refuses a folder with results of another kind, which would be overwritten. */
  private void requireComparison() throws IOException {
    Path result = out.resolve(RunDirectory.RESULT);
    boolean another =
        Files.isRegularFile(result)
            && !JsonFile.readObject(result, MOST_BYTES).path("rows").isArray();
    if (another || Files.exists(out.resolve(RunFolder.SETTINGS))) {
      throw new IllegalArgumentException(
          "%s holds something else than a comparison (%s); choose another --out"
              .formatted(out, another ? RunDirectory.RESULT : RunFolder.SETTINGS));
    }
  }

  private ComparisonRow make(
      RunSpec run, PreparedWorkload workload, ComparisonProgress together, RunListener listener)
      throws IOException {
    ComparisonRow row = folder(run).make(workload, together, provenance);
    listener.complete(folder(run).path());
    return row;
  }
}
