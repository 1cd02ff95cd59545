package org.outeffhop.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.testing.EncoderSettings;

class SentenceSettingsTest {
  private static final String MODULE =
      "{\"idx\":%d,\"name\":\"%d\",\"path\":\"%s\",\"type\":\"%s\"}";

  @TempDir private Path folder;
  private EncoderSettings files;

  @BeforeEach
  void begin() {
    files = new EncoderSettings(folder);
  }

  private SentenceSettings read() {
    return SentenceSettings.read(folder);
  }

  private String refused() {
    return assertThrows(IllegalArgumentException.class, this::read).getMessage();
  }

  @Test
  void withoutFilesItIsTheMeanOfWholeTexts() {
    SentenceSettings settings = read();
    assertEquals(List.of("mean"), settings.pooling().modes());
    assertEquals("mean", settings.pooling().toString());
    assertEquals(OptionalInt.empty(), settings.limit().most());
    assertEquals(" A b ", settings.prompt().prepared(" A b "));
    assertEquals("cosine", settings.similarity());
    assertEquals(List.of(), settings.files());
    assertEquals(
        List.of("Pooling: mean (the default; there is no modules.json)"), settings.notes(8));
  }

  @Test
  void poolingAloneIsObeyed() throws IOException {
    files.pooling("cls_token");
    assertEquals(List.of("Pooling: cls (1_Pooling/config.json)"), read().notes(8));
  }

  /** As Sentence Transformers reads it: the mean is on unless its own field says no. */
  @Test
  void theMeanIsOnWhereItsFieldIsMissing() throws IOException {
    files.modules(false).with("1_Pooling/config.json", "{\"pooling_mode_cls_token\": true}");
    assertEquals("cls+mean", read().pooling().toString());
  }

  @Test
  void theNewerFormOfPoolingIsRead() throws IOException {
    files
        .modules(true)
        .with(
            "1_Pooling/config.json",
            "{\"embedding_dimension\": 8, \"pooling_mode\": \"lasttoken\", \"include_prompt\": true}");
    assertEquals("lasttoken, normalised", read().pooling().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"pooling_mode_cls_token\": \"yes\"} | pooling_mode_cls_token is \"yes\"; it must be true or false",
        "{\"pooling_mode_mean_tokens\": false} | no way to pool is true; there are pooling_mode_cls_token, pooling_mode_max_tokens, pooling_mode_mean_tokens, pooling_mode_mean_sqrt_len_tokens, pooling_mode_weightedmean_tokens, pooling_mode_lasttoken",
        "{\"pooling_mode_attention\": true} | pooling_mode_attention is true; this setting is not supported",
        "{\"pooling_mode\": \"sum\"} | pooling_mode is \"sum\"; it can be cls, lasttoken, max, mean, mean_sqrt_len_tokens, weightedmean",
        "{\"word_embedding_dimension\": 0.5} | word_embedding_dimension is 0.5; it must be a whole number of at least 1",
      })
  void aSettingOfPoolingThatCannotBeIsRefusedByName(String json, String reason) throws IOException {
    files.modules(false).with("1_Pooling/config.json", json);
    assertEquals(folder.resolve("1_Pooling/config.json") + ": " + reason, refused());
  }

  private void modules(String... types) throws IOException {
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < types.length; i++) {
      String path = i == 0 ? "" : i + "_" + types[i].replaceAll(".*\\.", "");
      json.append(i == 0 ? "[" : ",").append(MODULE.formatted(i, i, path, types[i]));
    }
    files.with("modules.json", json.append("]").toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sentence_transformers.models.Dense",
        "sentence_transformers.models.LSTM",
        "custom_st.Pooling"
      })
  void aModuleOfAnotherKindIsRefusedByName(String type) throws IOException {
    modules("sentence_transformers.models.Transformer", type);
    assertEquals(
        folder.resolve("modules.json")
            + ": the type of module 1 is \""
            + type
            + "\"; it can be sentence_transformers.models.Transformer, Pooling or Normalize",
        refused());
  }

  @Test
  void modulesInAnotherOrderAreRefused() throws IOException {
    String ours = "sentence_transformers.models.";
    modules(ours + "Transformer", ours + "Normalize", ours + "Pooling");
    assertEquals(
        folder.resolve("modules.json")
            + ": the modules are Transformer, Normalize, Pooling; they can be Transformer, Pooling and, behind them, Normalize",
        refused());
    files.with("modules.json", "[]");
    assertTrue(refused().contains("the modules are none;"), refused());
  }

  @Test
  void aFolderBesideTheModelIsAllThatModulesName() throws IOException {
    String ours = "sentence_transformers.models.";
    files.with(
        "modules.json",
        "[%s,%s]"
            .formatted(
                MODULE.formatted(0, 0, "", ours + "Transformer"),
                MODULE.formatted(1, 1, "../secret", ours + "Pooling")));
    assertEquals(
        folder.resolve("modules.json")
            + ": the path of module 1 is \"../secret\"; it must be a folder beside modules.json",
        refused());
    files.modules(false);
    assertEquals(
        "there is no file %s, which modules.json names"
            .formatted(folder.resolve("1_Pooling/config.json")),
        refused());
  }

  @Test
  void textsAreStrippedLoweredAndPutBehindTheirPrompt() throws IOException {
    files
        .with("sentence_bert_config.json", "{\"max_seq_length\": 12, \"do_lower_case\": true}")
        .with(
            "config_sentence_transformers.json",
            "{\"__version__\": {\"pytorch\": \"2\"}, \"prompts\": {\"query\": \"Query: \", \"document\": \"\"},"
                + " \"default_prompt_name\": \"query\", \"similarity_fn_name\": \"dot\"}");
    SentenceSettings settings = read();
    assertEquals("query:  ein äpfel", settings.prompt().prepared(" Ein Äpfel\t"));
    assertEquals("ein", settings.withPrompt("document").prompt().prepared(" Ein "));
    assertEquals("dot", settings.similarity());
    assertEquals(
        "Prompt in front of every text: 'Query: ' (query of config_sentence_transformers.json)",
        settings.notes(8).get(1));
    assertEquals(
        "config_sentence_transformers.json has no prompt 'passage'; it has document, query",
        assertThrows(IllegalArgumentException.class, () -> settings.withPrompt("passage"))
            .getMessage());
  }

  @Test
  void aPromptThatIsNotToBePooledIsRefusedWhereItIsUsed() throws IOException {
    files
        .modules(false)
        .with(
            "1_Pooling/config.json",
            "{\"pooling_mode_mean_tokens\": true, \"include_prompt\": false}")
        .with("config_sentence_transformers.json", "{\"prompts\": {\"query\": \"Query: \"}}");
    SentenceSettings settings = read();
    assertEquals(
        "include_prompt of the pooling's settings is false and the prompt 'query' of config_sentence_transformers.json is used; pooling without a prompt's tokens is not supported",
        assertThrows(IllegalArgumentException.class, () -> settings.withPrompt("query"))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "config_sentence_transformers.json | {\"similarity_fn_name\": \"jaccard\"} | similarity_fn_name is \"jaccard\"; it can be cosine, dot, euclidean, manhattan",
        "config_sentence_transformers.json | {\"truncate_dim\": 64} | truncate_dim is 64; this setting is not supported",
        "config_sentence_transformers.json | {\"prompts\": [\"a\"]} | prompts is [\"a\"]; it must map names to texts",
        "sentence_bert_config.json | {\"max_seq_length\": -1} | max_seq_length is -1; it must be a whole number of at least 1",
        "sentence_bert_config.json | {\"do_lower_case\": 1} | do_lower_case is 1; it must be true or false",
        "sentence_bert_config.json | {\"tokenizer_args\": {\"padding_side\": \"left\"}} | tokenizer_args is {\"padding_side\":\"left\"}; this setting is not supported",
        "tokenizer_config.json | {\"truncation_side\": \"middle\"} | truncation_side is \"middle\"; it can be left, right",
        "tokenizer_config.json | {\"model_max_length\": \"long\"} | model_max_length is \"long\"; it must be a whole number of at least 1",
      })
  void aSettingThatCannotBeIsRefusedByName(String name, String json, String reason)
      throws IOException {
    files.with(name, json);
    assertEquals(folder.resolve(name) + ": " + reason, refused());
  }

  private void requireLimit(int most, String source, boolean keepsEnd) {
    assertEquals(new LengthLimit(OptionalInt.of(most), source, keepsEnd), read().limit());
  }

  /** What Sentence Transformers uses comes first. */
  @Test
  void theFirstLimitThatIsSaidHolds() throws IOException {
    files.with(
        "tokenizer.json",
        "{\"version\": \"1.0\", \"truncation\": {\"direction\": \"Left\", \"max_length\": 128,"
            + " \"strategy\": \"LongestFirst\", \"stride\": 0}, \"model\": {\"vocab\": {}}}");
    requireLimit(128, "truncation.max_length of tokenizer.json", true);
    files.with(
        "tokenizer_config.json", "{\"model_max_length\": 256, \"truncation_side\": \"right\"}");
    requireLimit(256, "model_max_length of tokenizer_config.json", false);
    files.with("sentence_bert_config.json", "{\"max_seq_length\": 64, \"do_lower_case\": false}");
    requireLimit(64, "max_seq_length of sentence_bert_config.json", false);
    files.with("sentence_bert_config.json", "{\"max_seq_length\": null}");
    requireLimit(256, "model_max_length of tokenizer_config.json", false);
    files.with("tokenizer_config.json", "{\"model_max_length\": 1000000000000000019884624838656}");
    requireLimit(128, "truncation.max_length of tokenizer.json", true);
    files.with("tokenizer.json", "{\"truncation\": null, \"model\": {}}");
    assertEquals(OptionalInt.empty(), read().limit().most());
  }

  @Test
  void aTextKeepsItsBeginningOrItsEnd() {
    int[] ids = {1, 2, 3, 4};
    LengthLimit end = new LengthLimit(OptionalInt.of(9), "", true);
    LengthLimit beginning = new LengthLimit(OptionalInt.of(9), "", false);
    assertArrayEquals(new int[] {3, 4}, end.cut(ids, 2));
    assertArrayEquals(new int[] {1, 2}, beginning.cut(ids, 2));
    assertArrayEquals(ids, end.cut(ids, 5));
    assertArrayEquals(new int[0], end.cut(ids, -1));
    DocumentTokens text = new DocumentTokens(new int[] {2, 5, 6, 7, 3}, 1, 1);
    assertArrayEquals(new int[] {2, 6, 7, 3}, text.cut(4, end));
    assertArrayEquals(new int[] {2, 5, 6, 3}, text.cut(4, beginning));
    assertArrayEquals(new int[] {2, 3}, text.cut(1, beginning));
    assertEquals(OptionalInt.of(5), end.within(5));
    assertEquals(OptionalInt.of(9), end.within(12));
  }
}
