package org.outeffhop.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.inference.result.InferenceResult.Candidate;
import org.outeffhop.inference.result.InferenceResult.Embedded;
import org.outeffhop.inference.result.InferenceResult.Filled;
import org.outeffhop.inference.result.InferenceResult.Generated;
import org.outeffhop.inference.result.InferenceResult.Mask;
import org.outeffhop.progress.Progress;
import org.outeffhop.runtime.OnnxInput;

/**
 * Texts in a graph that looks up a row of scores and a row of hidden states for every token, so
 * that all answers can be worked out on paper. The tokens are [UNK], [MASK], the end, a, b, c.
 */
class TextInferenceTest {
  private static final float NEVER = -1e9f;
  private static final int LONGEST = 6;

  /** Likeliest after a: b; after b: c; after c: the end. */
  private static final float[][] CHAIN = {
    {0, 0, 0, 0, 0, 0},
    {NEVER, NEVER, NEVER, 0, (float) Math.log(2), (float) Math.log(5)},
    {0, 0, 0, 0, 0, 0},
    {0, 0, 0, 0, 1, 0},
    {0, 0, 0, 0, 0, 1},
    {0, 0, 1, 0, 0, 0},
  };

  /** After every token a, b and c with 0.2, 0.5 and 0.3. */
  private static final float[] DRAWN = {
    NEVER, NEVER, NEVER, (float) Math.log(0.2), (float) Math.log(0.5), (float) Math.log(0.3)
  };

  private static final float[][] STATES = {
    {100, 100}, {10, 20}, {200, 200}, {1, -2}, {3, 0}, {-0.5f, 8}
  };

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("model.onnx");
    TinyGraph.tokenizer(folder);
    TinyGraph.text("opt", LONGEST, CHAIN, STATES).write(file);
  }

  private interface Use<T> {
    T of(TextModel model);
  }

  private <T> T with(Use<T> use) throws IOException {
    try (ExportedFolder exported = ExportedFolder.open(folder, 1);
        TextModel model = TextModel.of(exported, TextIntake.whole())) {
      return use.of(model);
    }
  }

  private String refused(Use<Object> use) {
    return assertThrows(IllegalArgumentException.class, () -> with(use)).getMessage();
  }

  private Generated generated(String prompt, Sampling sampling) throws IOException {
    return with(model -> new TextGeneration(model, sampling, Progress.none()).of(Input.of(prompt)));
  }

  private static Sampling greedy(int tokens) {
    return new Sampling(tokens, 0, 0, 0);
  }

  private static void requireGenerated(
      String continuation, int promptTokens, int newTokens, String end, Generated actual) {
    assertEquals(continuation, actual.continuation());
    assertEquals(promptTokens, actual.promptTokens());
    assertEquals(newTokens, actual.newTokens());
    assertEquals(end, actual.end());
    assertEquals(actual.newTokens() / actual.seconds(), actual.tokensPerSecond());
    assertFalse(actual.cached());
  }

  @Test
  void theLikeliestFollowUntilTheTextEnds() throws IOException {
    requireGenerated(" b c", 1, 3, "end of text", generated("a", greedy(32)));
    requireGenerated("", 2, 1, "end of text", generated("a c", greedy(32)));
  }

  @Test
  void aTextHasAtMostTheNewTokensAndTheModelsLength() throws IOException {
    requireGenerated(" b", 1, 1, "max-new-tokens", generated("a", greedy(1)));
    requireGenerated(" b c", 1, 2, "max-new-tokens", generated("a", greedy(2)));
    requireGenerated(" b", 5, 1, "longest sequence", generated("a a a a a", greedy(2)));
    requireGenerated(" b", 5, 1, "max-new-tokens", generated("a a a a a", greedy(1)));
    assertEquals(
        "the text has 6 tokens, the maximum of " + file + ", so there is no room for another one",
        assertThrows(IllegalArgumentException.class, () -> generated("a a a a a a", greedy(1)))
            .getMessage());
  }

  /** The draws are those of {@link SamplingTest}. */
  @Test
  void theSeedDecidesWhatIsDrawn() throws IOException {
    TinyGraph.text("opt", LONGEST, new float[][] {DRAWN, DRAWN, DRAWN, DRAWN, DRAWN, DRAWN}, null)
        .write(file);
    assertEquals(" b a c b b", generated("a", new Sampling(5, 1, 0, 1)).continuation());
    assertEquals(" a c b b b", generated("a", new Sampling(5, 1, 0, 5)).continuation());
    assertEquals(" c b b b b", generated("a", new Sampling(5, 1, 2, 5)).continuation());
    assertEquals(" b b b b b", generated("a", new Sampling(5, 0, 0, 5)).continuation());
  }

  @Test
  void everyNewTokenIsProgress() throws IOException {
    List<String> told = new ArrayList<>();
    with(
        model ->
            new TextGeneration(
                    model, greedy(2), (task, done, total) -> told.add(done + " of " + total))
                .of(Input.of("a")));
    assertEquals(List.of("1 of 2", "2 of 2"), told);
  }

  /** The scores of [MASK] are log 1, log 2 and log 5 for a, b and c. */
  @Test
  void everyMaskHasItsLikeliestTokens() throws IOException {
    Filled filled = with(model -> new FillMask(model, 2).of(Input.of("a [MASK] b [MASK]")));
    assertEquals("a [MASK] b [MASK]", filled.text());
    assertEquals(List.of(1, 3), filled.masks().stream().map(Mask::place).toList());
    for (Mask mask : filled.masks()) {
      assertEquals(List.of("c", "b"), mask.candidates().stream().map(Candidate::name).toList());
      assertEquals(5 / 8.0, mask.candidates().get(0).probability(), 1e-7);
      assertEquals(2 / 8.0, mask.candidates().get(1).probability(), 1e-7);
    }
    Filled all = with(model -> new FillMask(model, 100).of(Input.of("[MASK]")));
    assertEquals(TinyGraph.VOCABULARY.size(), all.masks().get(0).candidates().size());
    assertEquals(
        "the text 'a b' has no [MASK]; write one for each token to fill in, or use --embeddings",
        refused(model -> new FillMask(model, 2).of(Input.of("a b"))));
  }

  @Test
  void anEmbeddingIsTheMeanOverAllTokens() throws IOException {
    assertEquals(new Embedded("a b", List.of(2.0, -1.0)), with(model -> embedded(model, "a b")));
    assertEquals(
        new Embedded("a b c [MASK]", List.of(3.375, 6.5)),
        with(model -> embedded(model, "a b c [MASK]")));
    assertEquals(new Embedded("c", List.of(-0.5, 8.0)), with(model -> embedded(model, "c")));
    TinyGraph.text("opt", LONGEST, CHAIN, null).write(file);
    assertEquals(
        file
            + " outputs logits and no last_hidden_state, whose mean is the embedding; language models"
            + " and encoders output it",
        refused(model -> embedded(model, "a")));
  }

  private static Embedded embedded(TextModel model, String text) {
    return Embedding.of(model.exported().model(), text, model.inputs(model.tokens(Input.of(text))));
  }

  @Test
  void tokensAreCountedAndAllOfThemSeen() throws IOException {
    assertArrayEquals(new int[] {3, 0, 1}, with(model -> model.tokens(Input.of(" a what [MASK]"))));
    Map<String, OnnxInput> inputs = with(model -> model.inputs(new int[] {3, 5}));
    assertEquals(Set.of("input_ids", "attention_mask"), inputs.keySet());
    assertArrayEquals(new long[] {3, 5}, inputs.get("input_ids").longs());
    assertArrayEquals(new long[] {1, 1}, inputs.get("attention_mask").longs());
    assertArrayEquals(new long[] {1, 2}, inputs.get("input_ids").shape());
    assertEquals(
        "the text is empty; it must have at least one token", refused(m -> m.tokens(Input.of(""))));
    assertEquals(
        "the text is empty; it must have at least one token",
        refused(m -> m.tokens(Input.of("  "))));
    assertEquals(
        "the text 'a a a a a a a a a a a a a a a a a a a a ..' has 21 tokens; the maximum of "
            + file
            + " is 6",
        refused(model -> model.tokens(Input.of("a " + "a ".repeat(20)))));
  }

  @Test
  void aTokenizerMustBeThereAndFitTheModel() throws IOException {
    TinyGraph.text("opt", LONGEST, CHAIN, STATES)
        .saying("config", "{\"vocab_size\": 5, \"max_position_embeddings\": 6}")
        .write(file);
    Path tokenizer = folder.resolve("tokenizer.json");
    assertEquals(
        tokenizer + " has ids up to 5; the model's vocab_size is 5", refused(model -> null));
    Files.delete(tokenizer);
    assertTrue(
        refused(model -> null)
            .startsWith(
                "there is no tokenizer.json beside "
                    + file
                    + ", which converts between text and tokens"));
  }
}
