package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class BertEncoderTest {
  private static final int LAYERS = 3;

  /** The states of a layer are what a probe sees its last norm put out. */
  @Test
  void layerStatesAreTheOutputsOfTheLayersNorms() {
    BertConfig config =
        BertConfig.small(30, 8, LAYERS, 2, 6, AttentionConfig.bert(AttentionMethod.OUTEFFHOP));
    try (BertEncoder encoder = Engine.seeded(3, () -> new BertEncoder(config));
        TensorScope scope = TensorScope.open()) {
      TokenBatch batch =
          TokenBatch.of(Tensors.ofIndices(new int[] {1, 7, 4, 9, 29, 0, 2, 2, 5, 11}, 2, 5));
      List<float[]> seen = new ArrayList<>();
      Probe probe =
          (name, x) -> {
            if (name.matches("bert\\.encoder\\.layer\\.\\d\\.output\\.LayerNorm")) {
              seen.add(Tensors.toFloats(x));
            }
            return x;
          };
      Tensor states = encoder.layerStates(batch, ForwardContext.evaluation(probe));
      assertArrayEquals(new long[] {LAYERS, 2, 5, 8}, Tensors.shape(states));
      assertEquals(LAYERS, seen.size());
      for (int layer = 0; layer < LAYERS; layer++) {
        assertArrayEquals(seen.get(layer), Tensors.toFloats(states.select(0, layer)));
      }
      Tensor last = encoder.hiddenStates(batch, ForwardContext.EVALUATION);
      assertArrayEquals(seen.get(LAYERS - 1), Tensors.toFloats(last), 1e-6f);
    }
  }
}
