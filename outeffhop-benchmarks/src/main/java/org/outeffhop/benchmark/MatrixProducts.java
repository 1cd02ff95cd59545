package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.outeffhop.experiment.run.ModelKind;
import org.outeffhop.experiment.text.TextRecipe;
import org.outeffhop.model.LanguageModelConfig;

/**
 * The matrix products of one training step: for every linear layer y = x W^T and its two gradients,
 * for every attention Q K^T, P V and their four gradients. Nothing else, so that their time is a
 * bound below which no step can go.
 *
 * @param linear layers by their sizes
 * @param attention products of attention, all heads of a batch at once
 */
record MatrixProducts(List<LinearSize> linear, AttentionSize attention) {
  private static final double MASKED = 0.15;

  /**
   * A linear layer.
   *
   * @param rows tokens
   * @param count layers of this size
   */
  record LinearSize(long rows, long in, long out, int count) {}

  /**
   * The attention of a block.
   *
   * @param batch sequences times heads
   * @param size of a head
   * @param count blocks
   */
  record AttentionSize(long batch, long length, long size, int count) {}

  static MatrixProducts of(ModelKind kind, TextRecipe recipe) {
    LanguageModelConfig model = recipe.model();
    long width = model.hiddenSize();
    int layers = model.numHiddenLayers();
    long rows = (long) recipe.batchSize() * recipe.length();
    List<LinearSize> linear = new ArrayList<>();
    linear.add(new LinearSize(rows, width, width, 4 * layers));
    linear.add(new LinearSize(rows, width, model.mlpSize(), layers));
    linear.add(new LinearSize(rows, model.mlpSize(), width, layers));
    linear.addAll(head(kind, recipe, rows));
    long heads = model.numAttentionHeads();
    return new MatrixProducts(
        linear,
        new AttentionSize(recipe.batchSize() * heads, recipe.length(), width / heads, layers));
  }

  private static List<LinearSize> head(ModelKind kind, TextRecipe recipe, long rows) {
    long width = recipe.model().hiddenSize();
    long vocabulary = recipe.model().vocabSize();
    if (kind == ModelKind.BERT) {
      long masked = Math.round(MASKED * rows);
      return List.of(
          new LinearSize(masked, width, width, 1), new LinearSize(masked, width, vocabulary, 1));
    }
    return List.of(new LinearSize(rows - recipe.batchSize(), width, vocabulary, 1));
  }

  /** Multiplications and additions of all products. */
  double operations() {
    double linears =
        linear.stream().mapToDouble(l -> 6.0 * l.rows() * l.in() * l.out() * l.count()).sum();
    AttentionSize a = attention;
    return linears + 12.0 * a.batch() * a.length() * a.length() * a.size() * a.count();
  }
}
