package org.outeffhop.inference;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.text.DocumentTokens;
import org.outeffhop.text.LengthLimit;
import org.outeffhop.text.TextTokenizer;

/** An exported model of text, with its tokenizer, and how it takes texts. */
final class TextModel implements AutoCloseable {
  private final ExportedFolder exported;
  private final TextTokenizer tokenizer;
  private final TextIntake intake;

  private TextModel(ExportedFolder exported, TextTokenizer tokenizer, TextIntake intake) {
    this.exported = exported;
    this.tokenizer = tokenizer;
    this.intake = intake;
  }

  /**
   * Reads the tokenizer.
   *
   * @throws IllegalArgumentException if there is none, or it has more tokens than the model
   */
  static TextModel of(ExportedFolder exported, TextIntake intake) {
    Path file = exported.beside("tokenizer.json", "converts between text and tokens");
    TextTokenizer tokenizer = TextTokenizer.load(file);
    try {
      tokenizer.requireFit(exported.size("vocab_size"));
    } catch (IllegalArgumentException e) {
      tokenizer.close();
      throw e;
    }
    return new TextModel(exported, tokenizer, intake);
  }

  ExportedFolder exported() {
    return exported;
  }

  TextTokenizer tokenizer() {
    return tokenizer;
  }

  TextIntake intake() {
    return intake;
  }

  /** The longest sequence: the graph says it, or else the field that most models have for it. */
  int longest() {
    return exported.model().maxLength().orElseGet(() -> exported.size("max_position_embeddings"));
  }

  /**
   * The tokens of a text, cut where that is wanted.
   *
   * @throws IllegalArgumentException if there are none, or more than the model takes
   */
  int[] tokens(Input input) {
    return tokens(input, intake.truncation());
  }

  /** The same, cut as a caller wants it. */
  int[] tokens(Input input, Truncation truncation) {
    DocumentTokens document =
        tokenizer.document(intake.settings().prompt().prepared(input.value()));
    LengthLimit limit = intake.settings().limit();
    OptionalInt most = truncation.most(limit, longest());
    int all = document.ids().length;
    if (all == 0) {
      throw new IllegalArgumentException("the text is empty; it must have at least one token");
    }
    if (most.isEmpty() && all > longest()) {
      throw new IllegalArgumentException(
          "the text '%s' has %d tokens; the maximum of %s is %d%s"
              .formatted(
                  shortened(input.value()),
                  all,
                  exported.model().file(),
                  longest(),
                  intake.cutting() ? "; " + truncation.advice(limit, longest()) : ""));
    }
    int[] ids = document.cut(most.orElse(all), limit);
    intake.cuts().add(input.place(), ids.length, all, truncation.source(limit));
    return ids;
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + ".." : text;
  }

  /** The model's inputs for sequences; behind shorter ones is padding, which is not attended to. */
  Map<String, OnnxInput> inputs(int[]... sequences) {
    int length = Arrays.stream(sequences).mapToInt(sequence -> sequence.length).max().orElse(0);
    long[] shape = {sequences.length, length};
    long[] ids = new long[sequences.length * length];
    long[] seen = new long[ids.length];
    for (int row = 0; row < sequences.length; row++) {
      for (int place = 0; place < sequences[row].length; place++) {
        ids[row * length + place] = sequences[row][place];
        seen[row * length + place] = 1;
      }
    }
    Map<String, OnnxInput> inputs = new LinkedHashMap<>();
    inputs.put("input_ids", OnnxInput.of(ids, shape));
    inputs.put("attention_mask", OnnxInput.of(seen, shape));
    if (exported.model().inputs().contains("token_type_ids")) {
      inputs.put("token_type_ids", OnnxInput.of(new long[ids.length], shape));
    }
    inputs.putAll(exported.model().emptyPast(sequences.length));
    return inputs;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
