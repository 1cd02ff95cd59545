package org.outeffhop.experiment.stored;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.outeffhop.data.BlockStart;
import org.outeffhop.experiment.task.RunData;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.Folders;
import org.outeffhop.files.JsonFile;
import org.outeffhop.model.checkpoint.CheckpointConfig;
import org.outeffhop.naming.Named;
import org.outeffhop.quantization.RangeEstimator;
import org.outeffhop.training.RunDirectory;

/**
 * A folder with a model and, where a comparison wrote it, the settings that it was measured with.
 *
 * @param settings what {@code settings.json} holds; nothing in a folder of another origin
 */
public record StoredRun(Path folder, JsonNode settings) {
  private static final String SETTINGS = "settings.json";
  private static final int NAMED = 5;

  /** The setting of {@link #blockStart}, missing where there is none. */
  public static final String BLOCK_START = "block_start";

  private static final String RANGE = "range";

  /** What stands between a converted model's data and the model that it was converted from. */
  public static final String FROM = ", from ";

  private static final long MAX_BYTES = 1L << 20;

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException if {@code settings.json} is damaged
   */
  public static StoredRun read(Path folder) {
    Path file = folder.resolve(SETTINGS);
    return new StoredRun(
        folder,
        Files.isRegularFile(file)
            ? JsonFile.readObject(file, MAX_BYTES)
            : MissingNode.getInstance());
  }

  /** A file of the folder. */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Whether a comparison made the model. */
  public boolean ofComparison() {
    return !settings.isMissingNode();
  }

  /**
   * A number that the settings say.
   *
   * @param absent where there are no settings
   * @throws IllegalArgumentException if it is no whole number from 1 on
   */
  public int size(String field, int absent) {
    if (!ofComparison()) {
      return absent;
    }
    JsonNode value = settings.path(field);
    if (!value.isInt() || value.asInt() < 1) {
      throw new IllegalArgumentException(
          "%s: %s is %s; it must be a whole number from 1 on"
              .formatted(file(SETTINGS), field, value.isMissingNode() ? "missing" : value));
    }
    return value.asInt();
  }

  /**
   * What the blocks of text begin with that the model was trained on.
   *
   * @throws IllegalArgumentException if the settings name something else
   */
  public BlockStart blockStart() {
    JsonNode value = settings.path(BLOCK_START);
    return value.isMissingNode()
        ? BlockStart.NONE
        : Named.value(file(SETTINGS) + ": " + BLOCK_START, BlockStart.values(), value.asText());
  }

  /**
   * The estimator of ranges that the model was quantized with, where its run was given one.
   *
   * @throws IllegalArgumentException if the settings name something else
   */
  public Optional<RangeEstimator> range() {
    JsonNode value = settings.path(RANGE);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    try {
      return Optional.of(RangeEstimator.parse(value.asText()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file(SETTINGS) + ": " + e.getMessage(), e);
    }
  }

  /**
   * The data to measure on: those given, or those of the built-in ones that the model was trained
   * on.
   *
   * @param name a data set's name and fingerprint, as {@code settings.json} has it
   * @param option by which data are given
   * @throws IllegalArgumentException if none are given and the model was trained on others
   */
  public <D> D data(Optional<D> given, List<D> builtin, Function<D, String> name, String option) {
    if (given.isPresent()) {
      return given.get();
    }
    if (!ofComparison()) {
      throw new IllegalArgumentException(
          "%s has no %s of a comparison, which would say its data: give some by %s to calibrate and measure on"
              .formatted(folder, SETTINGS, option));
    }
    return builtin.stream()
        .filter(offered -> own(name.apply(offered)).own())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s was trained on %s, not on what is built in (%s): give its data by %s"
                        .formatted(
                            folder,
                            settings.path("data"),
                            builtin.stream().map(name).collect(Collectors.joining("; ")),
                            option)));
  }

  /** Whether data of that name and fingerprint are those of the comparison. */
  public RunData own(String name) {
    String trained = settings.path("data").asText();
    return new RunData(name, trained.equals(name) || trained.startsWith(name + FROM));
  }

  /**
   * The folders of models: the folder itself, or those of a comparison's finished runs in it.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static List<Path> finished(Path folder) {
    Folders.require(
        folder, "give the folder of a run of 'compare', of a comparison, or of a checkpoint");
    if (isModel(folder)) {
      return List.of(folder);
    }
    List<Path> runs =
        inside(folder).filter(path -> isModel(path) && RunDirectory.isComplete(path)).toList();
    if (runs.isEmpty()) {
      throw new IllegalArgumentException(
          folder
              + " holds no model: there is no config.json in it, and no folder of a finished run with config.json and result.json");
    }
    return runs;
  }

  private static boolean isModel(Path folder) {
    return Files.isDirectory(folder) && CheckpointConfig.isIn(folder);
  }

  /**
   * Requires the folder of one model.
   *
   * @throws IllegalArgumentException naming folders inside that hold one, if it holds none
   */
  public static void requireModel(Path folder) {
    Folders.require(
        folder, "give the folder of a run of 'compare' or 'forecast', or of a checkpoint");
    if (!isModel(folder)) {
      List<String> models =
          inside(folder).filter(StoredRun::isModel).limit(NAMED).map(StoredRun::name).toList();
      throw new IllegalArgumentException(
          folder
              + " holds no model: there is no config.json or bert_config.json"
              + (models.isEmpty() ? "" : "; one is in its folders " + String.join(", ", models)));
    }
  }

  private static String name(Path folder) {
    return folder.getFileName().toString();
  }

  private static Stream<Path> inside(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw FileFaults.unreadable(folder, e);
    }
  }
}
