package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Tensors;

class InitialPositionsTest {
  private static final String POSITIONS = "bert.embeddings.position_embeddings.weight";

  private static Bert bert() {
    AttentionConfig attention = AttentionConfig.bert(AttentionMethod.VANILLA);
    return Engine.seeded(
        1, () -> new Bert(BertConfig.small(11, 4, 1, 2, 4, attention).withInitializerRange(0.5)));
  }

  /** Width 4: frequencies 1 and 1/10. */
  @Test
  void sinusoidsTakeThePlaceOfPositionsAlone() {
    float[] expected = {
      0,
      0.2f,
      0,
      0.2f,
      0.16829420f,
      0.10806046f,
      0.01996668f,
      0.19900083f,
      0.18185949f,
      -0.08322937f,
      0.03973387f,
      0.19601332f,
      0.02822400f,
      -0.19799850f,
      0.05910404f,
      0.19106730f
    };
    try (Bert begun = bert();
        Bert drawn = bert()) {
      begun.beginWithSinusoids();
      Map<String, Tensor> others = drawn.parameters().asMap();
      begun
          .parameters()
          .asMap()
          .forEach(
              (name, tensor) ->
                  assertArrayEquals(
                      name.equals(POSITIONS) ? expected : Tensors.toFloats(others.get(name)),
                      Tensors.toFloats(tensor),
                      1e-7f,
                      name));
      assertEquals(
          0.5,
          Math.sqrt(
              Tensors.item(others.get("bert.embeddings.word_embeddings.weight").square().mean())),
          0.12);
    }
  }
}
