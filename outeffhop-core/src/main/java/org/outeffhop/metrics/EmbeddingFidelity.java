package org.outeffhop.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * {@link Fidelity} of embeddings to the originals, over the texts that were seen. It keeps all
 * embeddings, as ranks and nearest neighbours take them together.
 */
public final class EmbeddingFidelity implements Metric<EmbeddingFidelity.Embedded> {
  private final IntFunction<Tensor> originals;
  private final List<float[]> rows = new ArrayList<>();

  /**
   * The embeddings of some texts.
   *
   * @param texts their rows among the originals
   * @param embeddings [B, D], of length 1
   */
  public record Embedded(int[] texts, Tensor embeddings) {}

  /**
   * A metric that has seen nothing.
   *
   * @param originals from a number of texts to the originals of the first so many or more, [N, D],
   *     of length 1; asked for once all embeddings are there, and not closed here
   */
  public EmbeddingFidelity(IntFunction<Tensor> originals) {
    this.originals = originals;
  }

  @Override
  public void update(Embedded seen) {
    float[] values = Tensors.toFloats(seen.embeddings());
    int width = values.length / seen.texts().length;
    for (int i = 0; i < seen.texts().length; i++) {
      int text = seen.texts()[i];
      while (rows.size() <= text) {
        rows.add(null);
      }
      float[] row = new float[width];
      System.arraycopy(values, i * width, row, 0, width);
      rows.set(text, row);
    }
  }

  /**
   * The quality over all batches.
   *
   * @throws IllegalStateException if a text between the first original and the last one seen is
   *     missing
   */
  @Override
  public Quality compute() {
    Metric.requireSeen(rows.size());
    if (rows.contains(null)) {
      throw new IllegalStateException(
          "text %d of %d has no embedding".formatted(rows.indexOf(null), rows.size()));
    }
    try (TensorScope scope = TensorScope.open()) {
      return Fidelity.of(stacked(), originals.apply(rows.size()).narrow(0, 0, rows.size()))
          .quality();
    }
  }

  private Tensor stacked() {
    int width = rows.get(0).length;
    float[] values = new float[Math.multiplyExact(rows.size(), width)];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row), 0, values, row * width, width);
    }
    return Tensors.of(values, rows.size(), width);
  }

  @Override
  public void reset() {
    rows.clear();
  }
}
