package org.outeffhop.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a model's folder says that texts become embeddings, in the files of Sentence Transformers and
 * of the tokenizer: {@code modules.json}, {@code 1_Pooling/config.json}, {@code
 * sentence_bert_config.json}, {@code config_sentence_transformers.json} and {@code
 * tokenizer_config.json}, each of which may be missing. Each setting is obeyed, or refused by its
 * name.
 *
 * @param similarity how embeddings are compared: cosine, dot, euclidean or manhattan
 * @param files all of them that are there, within the folder
 */
public record SentenceSettings(
    PoolingSettings pooling,
    PromptSettings prompt,
    LengthLimit limit,
    String similarity,
    List<String> files) {
  /** The file that lists what follows the transformer. */
  public static final String MODULES = SentenceModules.FILE;

  private static final Set<String> SIMILARITIES = Set.of("cosine", "dot", "euclidean", "manhattan");

  /** Names that the file of the transformer has had, the newest first. */
  private static final List<String> TRANSFORMER =
      List.of(
          "sentence_bert_config.json",
          "sentence_roberta_config.json",
          "sentence_distilbert_config.json",
          "sentence_camembert_config.json",
          "sentence_albert_config.json",
          "sentence_xlm-roberta_config.json",
          "sentence_xlnet_config.json");

  /**
   * Reads the settings of a folder.
   *
   * @throws IllegalArgumentException if a file is damaged or has a setting that is not supported,
   *     naming both
   */
  public static SentenceSettings read(Path folder) {
    PoolingSettings pooling = PoolingSettings.read(folder);
    SettingsFile transformer = transformer(folder);
    SettingsFile config = config(folder);
    return new SentenceSettings(
        pooling,
        PromptSettings.of(transformer, config, pooling),
        LengthLimit.read(folder, transformer),
        config.word("similarity_fn_name", SIMILARITIES).orElse("cosine"),
        files(folder, pooling));
  }

  /**
   * Reads only how long a folder's settings let a text be.
   *
   * @throws IllegalArgumentException if a file is damaged or has a setting that is not supported
   */
  public static LengthLimit limit(Path folder) {
    return LengthLimit.read(folder, transformer(folder));
  }

  private static List<String> files(Path folder, PoolingSettings pooling) {
    List<String> files = new ArrayList<>(pooling.source());
    Stream.concat(TRANSFORMER.stream(), Stream.of(PromptSettings.FILE, LengthLimit.FILE))
        .filter(name -> Files.exists(folder.resolve(name)))
        .forEach(files::add);
    return files;
  }

  private static SettingsFile transformer(Path folder) {
    String name =
        TRANSFORMER.stream()
            .filter(file -> Files.exists(folder.resolve(file)))
            .findFirst()
            .orElse(TRANSFORMER.get(0));
    SettingsFile settings = SettingsFile.read(folder.resolve(name));
    settings.requireOnly(
        Set.of("max_seq_length", "do_lower_case", "transformer_task", "module_output_name"));
    settings.word("transformer_task", Set.of("feature-extraction"));
    settings.word("module_output_name", Set.of("token_embeddings"));
    return settings;
  }

  private static SettingsFile config(Path folder) {
    SettingsFile settings = SettingsFile.read(folder.resolve(PromptSettings.FILE));
    settings.requireOnly(
        Set.of(
            "__version__", "prompts", "default_prompt_name", "similarity_fn_name", "model_type"));
    settings.word("model_type", Set.of("SentenceTransformer"));
    return settings;
  }

  /** The same with another prompt in front of texts. */
  public SentenceSettings withPrompt(String name) {
    return new SentenceSettings(pooling, prompt.withPrompt(name), limit, similarity, files);
  }

  /**
   * What people are told: how is pooled and who says so, what is in front of texts, and how long
   * they may be.
   *
   * @param hiddenSize of the model
   */
  public List<String> notes(int hiddenSize) {
    List<String> notes = new ArrayList<>(pooling.notes(hiddenSize));
    prompt.note().ifPresent(notes::add);
    limit.note().ifPresent(notes::add);
    return notes;
  }
}
