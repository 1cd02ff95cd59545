package org.outeffhop.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How hidden states become one vector, as {@code modules.json} and {@code 1_Pooling/config.json}
 * say it; the mean where they are missing.
 *
 * @param modes names of the ways to pool, in the order in which their vectors are joined; at least
 *     one
 * @param normalized whether vectors get length 1
 * @param dimension of the hidden states by the settings, which is not needed
 * @param includesPrompt whether a prompt's tokens are pooled as well
 * @param source the files that say it, within the folder; empty: none do
 */
public record PoolingSettings(
    List<String> modes,
    boolean normalized,
    OptionalInt dimension,
    boolean includesPrompt,
    List<String> source) {
  private static final String MEAN = "mean";
  private static final String MODE = "pooling_mode";
  private static final String INCLUDE_PROMPT = "include_prompt";

  /** The fields for the dimension, the newest first. */
  private static final List<String> DIMENSION =
      List.of("embedding_dimension", "word_embedding_dimension");

  /** The ways to pool by the field that turns them on. */
  private static final Map<String, String> MODES = new LinkedHashMap<>();

  static {
    MODES.put("pooling_mode_cls_token", "cls");
    MODES.put("pooling_mode_max_tokens", "max");
    MODES.put("pooling_mode_mean_tokens", MEAN);
    MODES.put("pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens");
    MODES.put("pooling_mode_weightedmean_tokens", "weightedmean");
    MODES.put("pooling_mode_lasttoken", "lasttoken");
  }

  static PoolingSettings read(Path folder) {
    SentenceModules modules = SentenceModules.read(folder);
    if (modules.pooling().isEmpty()) {
      return new PoolingSettings(
          List.of(MEAN), modules.normalized(), OptionalInt.empty(), true, modules.files());
    }
    Path file = folder.resolve(modules.pooling().get());
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "there is no file %s, which %s names".formatted(file, SentenceModules.FILE));
    }
    SettingsFile settings = SettingsFile.read(file);
    settings.requireOnly(known());
    return new PoolingSettings(
        modes(settings),
        modules.normalized(),
        settings.tokens(settings.says(DIMENSION.get(0)) ? DIMENSION.get(0) : DIMENSION.get(1)),
        settings.flag(INCLUDE_PROMPT, true),
        modules.files());
  }

  private static Set<String> known() {
    Set<String> known = new HashSet<>(MODES.keySet());
    known.addAll(DIMENSION);
    known.addAll(List.of(MODE, INCLUDE_PROMPT));
    return known;
  }

  /** As there, the mean counts as asked for where its own field is missing. */
  private static List<String> modes(SettingsFile settings) {
    if (settings.says(MODE)) {
      return List.of(settings.word(MODE, new HashSet<>(MODES.values())).orElseThrow());
    }
    List<String> modes = new ArrayList<>();
    MODES.forEach(
        (field, mode) -> {
          if (settings.flag(field, mode.equals(MEAN))) {
            modes.add(mode);
          }
        });
    if (modes.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: no way to pool is true; there are %s"
              .formatted(settings.file(), String.join(", ", MODES.keySet())));
    }
    return modes;
  }

  /** The modes joined by +, and whether vectors are normalised. */
  @Override
  public String toString() {
    return String.join("+", modes) + (normalized ? ", normalised" : "");
  }

  /**
   * What people are told: how is pooled, and who says so.
   *
   * @param hiddenSize of the model
   */
  List<String> notes(int hiddenSize) {
    List<String> notes = new ArrayList<>();
    String origin =
        source.isEmpty()
            ? "the default; there is no " + SentenceModules.FILE
            : String.join(", ", source);
    notes.add("Pooling: %s (%s)".formatted(this, origin));
    if (dimension.isPresent() && dimension.getAsInt() != hiddenSize) {
      notes.add(
          String.format(
              Locale.ROOT,
              "Pooling: its settings say a dimension of %d; the model's hidden_size is %d, which holds",
              dimension.getAsInt(),
              hiddenSize));
    }
    return notes;
  }
}
