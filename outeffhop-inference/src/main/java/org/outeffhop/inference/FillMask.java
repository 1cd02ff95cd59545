package org.outeffhop.inference;

import java.util.ArrayList;
import java.util.List;
import org.outeffhop.inference.result.InferenceResult.Filled;
import org.outeffhop.inference.result.InferenceResult.Mask;
import org.outeffhop.runtime.OnnxOutput;

/** The tokens that BERT predicts for {@code [MASK]}. */
record FillMask(TextModel model, int count) {
  /**
   * The most likely tokens for each mask of a text.
   *
   * @throws IllegalArgumentException if there is no mask
   */
  Filled of(Input input) {
    String text = input.value();
    int mask =
        model
            .tokenizer()
            .specials()
            .maskId()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the tokenizer beside "
                            + model.exported().model().file()
                            + " has no special token [MASK]"));
    int[] ids = model.tokens(input);
    OnnxOutput logits = model.exported().model().run(model.inputs(ids));
    int vocabulary = Math.toIntExact(logits.shape()[2]);
    List<Mask> masks = new ArrayList<>();
    for (int place = 0; place < ids.length; place++) {
      if (ids[place] == mask) {
        Probabilities tokens = Probabilities.of(logits.values(), place * vocabulary, vocabulary, 1);
        masks.add(new Mask(place, tokens.candidates(count, this::text)));
      }
    }
    if (masks.isEmpty()) {
      throw new IllegalArgumentException(
          "the text '"
              + text
              + "' has no [MASK]; write one for each token to fill in, or use --embeddings");
    }
    return new Filled(text, masks);
  }

  private String text(int id) {
    return model.tokenizer().decode(new int[] {id});
  }
}
