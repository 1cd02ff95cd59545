package org.outeffhop.inference;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.outeffhop.data.TextTokenizer;
import org.outeffhop.export.OnnxInput;

/** An exported model of text, with its tokenizer. */
final class TextModel implements AutoCloseable {
  private final ExportedFolder exported;
  private final TextTokenizer tokenizer;

  private TextModel(ExportedFolder exported, TextTokenizer tokenizer) {
    this.exported = exported;
    this.tokenizer = tokenizer;
  }

  /**
   * Reads the tokenizer.
   *
   * @throws IllegalArgumentException if there is none, or it has more tokens than the model
   */
  static TextModel of(ExportedFolder exported) {
    Path file = exported.beside("tokenizer.json", "converts between text and tokens");
    TextTokenizer tokenizer = TextTokenizer.load(file);
    try {
      tokenizer.requireFit(exported.size("vocab_size"));
    } catch (IllegalArgumentException e) {
      tokenizer.close();
      throw e;
    }
    return new TextModel(exported, tokenizer);
  }

  ExportedFolder exported() {
    return exported;
  }

  TextTokenizer tokenizer() {
    return tokenizer;
  }

  /** The longest sequence: the graph says it, or else the field that most models have for it. */
  int longest() {
    return exported.model().maxLength().orElseGet(() -> exported.size("max_position_embeddings"));
  }

  /**
   * The tokens of a text.
   *
   * @throws IllegalArgumentException if there are none, or more than the model takes
   */
  int[] tokens(String text) {
    int[] ids = tokenizer.encodeDocument(text);
    if (ids.length == 0) {
      throw new IllegalArgumentException("the text is empty; it must have at least one token");
    }
    if (ids.length > longest()) {
      throw new IllegalArgumentException(
          "the text '%s' has %d tokens; the maximum of %s is %d"
              .formatted(shortened(text), ids.length, exported.model().file(), longest()));
    }
    return ids;
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + ".." : text;
  }

  /** The model's inputs for one sequence. */
  Map<String, OnnxInput> inputs(int[] ids) {
    long[] shape = {1, ids.length};
    long[] seen = new long[ids.length];
    Arrays.fill(seen, 1);
    Map<String, OnnxInput> inputs = new LinkedHashMap<>();
    inputs.put("input_ids", OnnxInput.of(Arrays.stream(ids).asLongStream().toArray(), shape));
    inputs.put("attention_mask", OnnxInput.of(seen, shape));
    if (exported.model().inputs().contains("token_type_ids")) {
      inputs.put("token_type_ids", OnnxInput.of(new long[ids.length], shape));
    }
    inputs.putAll(exported.model().emptyPast(1));
    return inputs;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
