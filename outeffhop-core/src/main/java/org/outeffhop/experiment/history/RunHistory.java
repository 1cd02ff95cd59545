package org.outeffhop.experiment.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.outeffhop.experiment.result.ActivationRecord;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.experiment.result.ResultJson;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.files.Folders;
import org.outeffhop.files.JsonFile;
import org.outeffhop.files.VouchedFiles;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.training.RunDirectory;

/** Reads what finished runs of comparisons left in their folders. */
public final class RunHistory {
  /** The file with what was measured while a run was trained. */
  public static final String METRICS = "metrics.jsonl";

  private static final String SETTINGS = "settings.json";
  private static final long MAX_BYTES = 1L << 24;

  private RunHistory() {}

  /**
   * Reads runs.
   *
   * @param folders of runs, or of comparisons, of which all finished runs are taken; a run that is
   *     named twice is read once
   * @return the runs by attention method, vanilla first
   * @throws IllegalArgumentException if a folder is not there, holds no finished run, lacks a file
   *     or a field, or is another one than its result vouches for
   */
  public static List<RunRecord> read(List<Path> folders) throws IOException {
    Set<Path> runs = new LinkedHashSet<>();
    for (Path folder : folders) {
      for (Path run : runsIn(folder)) {
        runs.add(run.toRealPath());
      }
    }
    List<RunRecord> records = new ArrayList<>();
    for (Path run : runs) {
      records.add(record(run));
    }
    records.sort(Comparator.comparing(run -> AttentionVariant.of(run.row().attention())));
    return records;
  }

  private static List<Path> runsIn(Path folder) throws IOException {
    Folders.require(folder, "give the folder of a run of 'compare', or of a comparison");
    if (isRun(folder)) {
      return List.of(folder);
    }
    try (Stream<Path> inside = Files.list(folder)) {
      List<Path> runs = inside.filter(RunHistory::isRun).sorted().toList();
      if (runs.isEmpty()) {
        throw new IllegalArgumentException(
            "%s holds no finished run of 'compare': there is no %s with %s in it, nor in a folder of it"
                .formatted(folder, SETTINGS, RunDirectory.RESULT));
      }
      return runs;
    }
  }

  private static boolean isRun(Path folder) {
    return Files.isRegularFile(folder.resolve(SETTINGS)) && RunDirectory.isComplete(folder);
  }

  private static RunRecord record(Path folder) throws IOException {
    RunDirectory.requireWhole(folder);
    Map<String, Object> settings = ResultJson.asMap(read(folder.resolve(SETTINGS)));
    RunRecord.Origin origin = value(folder.resolve("run.json"), RunRecord.Origin.class);
    ComparisonRow row = row(folder.resolve(RunDirectory.RESULT));
    requireNames(folder.resolve(RunDirectory.RESULT), row);
    return new RunRecord(
        folder.toString(),
        String.valueOf(folder.getParent().getFileName()),
        settings,
        origin,
        row,
        modules(folder.resolve("outliers.json")),
        row.steps() == 0 ? Map.of() : MetricsFile.read(folder.resolve(METRICS)),
        left(folder.resolve("activations.json"), ActivationRecord.class),
        left(folder.resolve(DiagnosisResult.FILE), DiagnosisResult.class));
  }

  private static List<RunRecord.ModuleMeasure> modules(Path file) {
    List<RunRecord.ModuleMeasure> modules = new ArrayList<>();
    for (JsonNode module : read(file).path("modules")) {
      modules.add(
          new RunRecord.ModuleMeasure(
              module.path("module").asText(),
              module.path("kurtosis").asDouble(Double.NaN),
              module.path("maximumInfinityNorm").asDouble(Double.NaN)));
    }
    return modules;
  }

  /** Null for runs of versions that left none. */
  private static <T> T left(Path file, Class<T> type) {
    return Files.exists(file) ? value(file, type) : null;
  }

  private static void requireNames(Path file, ComparisonRow row) {
    if (row.model() == null || row.attention() == null || row.measure() == null) {
      throw new IllegalArgumentException(
          "%s: model is %s, attention %s and measure %s; none may be missing"
              .formatted(file, row.model(), row.attention(), row.measure()));
    }
  }

  private static ComparisonRow row(Path result) {
    return value(result, VouchedFiles.content(result), ComparisonRow.class);
  }

  private static <T> T value(Path file, Class<T> type) {
    return value(file, read(file), type);
  }

  private static <T> T value(Path file, JsonNode content, Class<T> type) {
    try {
      return ResultJson.read(content, type);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static JsonNode read(Path file) {
    return JsonFile.readObject(file, MAX_BYTES);
  }
}
