package org.outeffhop.cli.builtin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.outeffhop.files.JsonFile;

/**
 * How a sentence encoder makes embeddings of length 1, in the files of Sentence Transformers.
 *
 * @param firstToken whether an embedding is the last hidden state of [CLS]; otherwise it is the
 *     mean over all tokens
 * @param prompts what its publishers have put in front of texts, by name
 * @param defaultPrompt the name of the prompt that every text gets unless another is asked for, or
 *     null
 */
record EmbeddingSettings(boolean firstToken, Map<String, String> prompts, String defaultPrompt) {
  /** BGE: a prompt for queries of a search, none for all other texts. */
  static final EmbeddingSettings BGE =
      new EmbeddingSettings(
          true, Map.of("query", "Represent this sentence for searching relevant passages: "), null);

  /** E5: every text has a prompt, which is that of queries unless it is a passage to be found. */
  static final EmbeddingSettings E5 =
      new EmbeddingSettings(false, Map.of("query", "query: ", "passage", "passage: "), "query");

  void write(Path folder, int hiddenSize) throws IOException {
    Files.createDirectories(folder.resolve("1_Pooling"));
    JsonFile.writeDurably(
        folder.resolve("modules.json"),
        List.of(module(0, "Transformer", ""), module(1, "Pooling"), module(2, "Normalize")));
    Map<String, Object> pooling = new LinkedHashMap<>();
    pooling.put("word_embedding_dimension", hiddenSize);
    pooling.put("pooling_mode_cls_token", firstToken);
    pooling.put("pooling_mode_mean_tokens", !firstToken);
    JsonFile.writeDurably(folder.resolve("1_Pooling").resolve("config.json"), pooling);
    Map<String, Object> texts = new LinkedHashMap<>();
    texts.put("prompts", new TreeMap<>(prompts));
    texts.put("default_prompt_name", defaultPrompt);
    texts.put("similarity_fn_name", "cosine");
    JsonFile.writeDurably(folder.resolve("config_sentence_transformers.json"), texts);
  }

  private static Map<String, Object> module(int place, String kind) {
    return module(place, kind, place + "_" + kind);
  }

  private static Map<String, Object> module(int place, String kind, String path) {
    Map<String, Object> module = new LinkedHashMap<>();
    module.put("idx", place);
    module.put("name", Integer.toString(place));
    module.put("path", path);
    module.put("type", "sentence_transformers.models." + kind);
    return module;
  }
}
