package org.outeffhop.experiment.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.ResultJson;
import org.outeffhop.files.JsonFile;
import org.outeffhop.files.VouchedFiles;
import org.outeffhop.training.RunDirectory;
import org.outeffhop.training.resume.TrainingCheckpoints;

/**
 * The folder of one run, which is made once: settings when it begins, the result when it is
 * complete.
 */
public record RunFolder(Path path, RunSpec run) {
  /** The file of the settings. */
  public static final String SETTINGS = "settings.json";

  /** The file that says what made the run. */
  public static final String PROVENANCE = "run.json";

  /** What is compared whenever the run is taken up, or made from its result. */
  private static final Set<String> UNVOUCHED =
      Set.of(SETTINGS, PROVENANCE, RunDirectory.RESULT, VouchedFiles.CONVERSION);

  private static final long MAX_BYTES = 1L << 24;

  /**
   * Refuses a complete run of which a file is damaged or missing.
   *
   * @throws IllegalArgumentException naming the file
   */
  public void requireWhole() {
    if (isComplete()) {
      RunDirectory.requireWhole(path);
    }
  }

  /** Whether the run is there. */
  public boolean isComplete() {
    return RunDirectory.isComplete(path);
  }

  /**
   * Refuses a run with other settings, before anything is done.
   *
   * @throws IllegalArgumentException saying which differ, or that it holds something else
   */
  public void requireSameSettings() {
    Path file = path.resolve(SETTINGS);
    if (!isComplete() && !Files.exists(file)) {
      return;
    }
    if (!Files.exists(file)) {
      throw new IllegalArgumentException(
          "%s holds something else than such a run (%s without %s); choose another --out, or delete the folder to make the run again"
              .formatted(path, RunDirectory.RESULT, SETTINGS));
    }
    JsonNode there = JsonFile.readObject(file, MAX_BYTES);
    JsonNode wanted = ResultJson.parsed(ResultJson.text(run.asMap()));
    if (!there.equals(wanted)) {
      throw new IllegalArgumentException(
          path
              + " holds a run with other settings: "
              + differences(there, wanted)
              + "; choose another --out");
    }
  }

  private static String differences(JsonNode there, JsonNode wanted) {
    Set<String> fields = new LinkedHashSet<>();
    wanted.fieldNames().forEachRemaining(fields::add);
    there.fieldNames().forEachRemaining(fields::add);
    return fields.stream()
        .filter(field -> !there.path(field).equals(wanted.path(field)))
        .map(
            field ->
                "%s is %s there and %s here"
                    .formatted(field, there.path(field), wanted.path(field)))
        .collect(Collectors.joining(", "));
  }

  /** The result of a complete run. */
  public ComparisonRow read() {
    return ResultJson.read(
        VouchedFiles.content(path.resolve(RunDirectory.RESULT)), ComparisonRow.class);
  }

  /** Makes the run, or goes on with it. */
  public ComparisonRow make(
      PreparedWorkload workload, ComparisonProgress progress, Provenance provenance)
      throws IOException {
    RunDirectory folder = RunDirectory.create(path);
    folder.writeJson(SETTINGS, run.asMap());
    folder.writeJson(PROVENANCE, provenance);
    ComparisonRow row = new TrainingRun(run, workload, folder, progress).run();
    folder.complete(ResultJson.tree(row), UNVOUCHED);
    deleteCheckpoints();
    return row;
  }

  /** Deletes what a run would have gone on from. */
  public void deleteCheckpoints() throws IOException {
    TrainingCheckpoints.delete(path);
  }
}
