package org.outeffhop.inference;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.LengthLimit;
import org.outeffhop.text.PoolingSettings;
import org.outeffhop.text.PromptSettings;
import org.outeffhop.text.SentenceSettings;

/**
 * How texts become what a model takes, by the settings beside it.
 *
 * @param cutting whether {@code --truncate} applies
 */
record TextIntake(
    SentenceSettings settings, Truncation truncation, boolean cutting, CutTexts cuts) {
  private static final String POOLING = "pooling";
  private static final String MEAN = "mean";

  /** Of texts that are continued: as they are, and not cut. */
  static TextIntake whole() {
    SentenceSettings none =
        new SentenceSettings(
            new PoolingSettings(List.of(MEAN), false, OptionalInt.empty(), true, List.of()),
            new PromptSettings(false, false, Map.of(), Optional.empty(), true),
            new LengthLimit(OptionalInt.empty(), "", false),
            "cosine",
            List.of());
    return new TextIntake(none, Truncation.NONE, false, new CutTexts(Progress.none()));
  }

  /**
   * Of texts whose masks are filled: as they are, and cut where that is asked for.
   *
   * @throws IllegalArgumentException if a setting of the length cannot be
   */
  static TextIntake masked(ExportedFolder exported, InferenceOptions options, Progress progress) {
    SentenceSettings bare = whole().settings();
    LengthLimit limit = SentenceSettings.limit(folder(exported));
    return new TextIntake(
        new SentenceSettings(bare.pooling(), bare.prompt(), limit, bare.similarity(), bare.files()),
        options.truncation().orElse(Truncation.NONE),
        true,
        new CutTexts(progress));
  }

  /**
   * Of texts that are embedded: as the settings say.
   *
   * @throws IllegalArgumentException if a setting is not supported, or is not that of the graph
   */
  static TextIntake embedded(ExportedFolder exported, InferenceOptions options, Progress progress) {
    SentenceSettings settings = SentenceSettings.read(folder(exported));
    String pooled = pooling(exported);
    if (!settings.pooling().source().isEmpty() && !settings.pooling().toString().equals(pooled)) {
      throw new IllegalArgumentException(
          "%s beside %s says pooling %s; the graph gives %s: export the model again with its settings beside it"
              .formatted(
                  String.join(", ", settings.pooling().source()),
                  exported.model().file(),
                  settings.pooling(),
                  exported.said(POOLING) == null
                      ? "no " + SentenceVectors.OUTPUT + ", only hidden states"
                      : pooled));
    }
    return new TextIntake(
        options.promptName().map(settings::withPrompt).orElse(settings),
        options.truncation().orElse(Truncation.MODEL),
        true,
        new CutTexts(progress));
  }

  private static Path folder(ExportedFolder exported) {
    return exported.model().file().toAbsolutePath().getParent();
  }

  /** How a graph's embeddings are pooled: as it says, or else the mean. */
  static String pooling(ExportedFolder exported) {
    String said = exported.said(POOLING);
    return said == null ? MEAN : said;
  }

  /** What people are told of embeddings. */
  List<String> notes(ExportedFolder exported) {
    return settings.pooling().source().isEmpty()
        ? List.of("Pooling: %s (%s)".formatted(pooling(exported), origin(exported)))
        : settings.notes(
            exported.config().path("hidden_size").asInt(settings.pooling().dimension().orElse(0)));
  }

  private static String origin(ExportedFolder exported) {
    return exported.said(POOLING) == null
        ? "the default; there is no modules.json beside the graph"
        : "in the graph";
  }
}
