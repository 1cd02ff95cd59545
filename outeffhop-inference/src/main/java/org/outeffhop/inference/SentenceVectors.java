package org.outeffhop.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.outeffhop.inference.result.InferenceResult.Embedded;
import org.outeffhop.runtime.OnnxOutput;

/**
 * Embeddings of texts, several of one length at a time, so that no padding is computed.
 *
 * @param model whose graph pools, or has hidden states, whose mean is taken
 */
record SentenceVectors(TextModel model) {
  static final String OUTPUT = "sentence_embedding";

  /** Tokens in a batch, at most, if it has more than one text. */
  private static final int TOKENS = 4096;

  /** Its activations share one grid over a whole batch, so that a text would change another's. */
  private static final String DYNAMIC = "int8-dynamic";

  /**
   * The embeddings, in the order of the texts.
   *
   * @param done told after every batch how many texts it had
   */
  List<Embedded> of(List<Input> texts, Batch done) {
    Map<Integer, List<Integer>> byLength = new TreeMap<>();
    int[][] ids = new int[texts.size()][];
    for (int text = 0; text < ids.length; text++) {
      Input input = texts.get(text);
      ids[text] = input.used(() -> model.tokens(input));
      byLength.computeIfAbsent(ids[text].length, length -> new ArrayList<>()).add(text);
    }
    Embedded[] answers = new Embedded[ids.length];
    byLength.forEach(
        (length, group) -> {
          int size = size(length);
          for (int first = 0; first < group.size(); first += size) {
            List<Integer> chosen = group.subList(first, Math.min(group.size(), first + size));
            embed(texts, chosen, ids, answers);
            done.of(chosen.size());
          }
        });
    return Arrays.asList(answers);
  }

  /** Told how many texts a batch had. */
  interface Batch {
    void of(int texts);
  }

  private boolean pooled() {
    return pooled(model);
  }

  /** Whether the graph itself makes embeddings of hidden states. */
  static boolean pooled(TextModel model) {
    return model.exported().model().outputs().contains(OUTPUT);
  }

  private int size(int length) {
    return batches(model) ? Math.max(1, TOKENS / length) : 1;
  }

  /** Whether texts can be computed together without one changing another's embedding. */
  static boolean batches(TextModel model) {
    return pooled(model) && !model.exported().said("precision").equals(DYNAMIC);
  }

  private void embed(List<Input> texts, List<Integer> chosen, int[][] ids, Embedded[] answers) {
    int[][] rows = chosen.stream().map(text -> ids[text]).toArray(int[][]::new);
    if (!pooled()) {
      int text = chosen.get(0);
      answers[text] =
          Embedding.of(model.exported().model(), texts.get(text).value(), model.inputs(rows));
      return;
    }
    OnnxOutput output = model.exported().model().run(model.inputs(rows), OUTPUT);
    int width = Math.toIntExact(output.shape()[1]);
    for (int row = 0; row < rows.length; row++) {
      List<Double> values = new ArrayList<>(width);
      for (int column = 0; column < width; column++) {
        values.add((double) output.values()[row * width + column]);
      }
      int text = chosen.get(row);
      answers[text] = new Embedded(texts.get(text).value(), values);
    }
  }
}
