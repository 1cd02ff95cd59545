package org.outeffhop.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class Conv1DTest {
  @Test
  void theWeightIsInByOutAndAProbeSeesOutByIn() {
    Engine.start();
    Map<String, long[]> seen = new HashMap<>();
    Probe recorder =
        new Probe() {
          @Override
          public Tensor at(String name, Tensor activation) {
            seen.put(name, Tensors.shape(activation));
            return activation;
          }

          @Override
          public Tensor weight(String name, Tensor weight) {
            seen.put(name, Tensors.shape(weight));
            return weight;
          }
        };
    try (TensorScope scope = TensorScope.open();
        Parameters parameters = new Parameters()) {
      Conv1D.create(parameters, "c_attn", 2, 3, 0.1);
      parameters.load(
          Map.of(
              "c_attn.weight", Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
              "c_attn.bias", Tensors.of(new float[] {100, 200, 300}, 3)));
      Map<String, Tensor> stored = parameters.asMap();
      Conv1D layer = new Conv1D("c_attn", stored.get("c_attn.weight"), stored.get("c_attn.bias"));
      Tensor y =
          layer.forward(Tensors.of(new float[] {1, 10}, 1, 2), ForwardContext.evaluation(recorder));
      assertArrayEquals(new float[] {141, 252, 363}, Tensors.toFloats(y));
      y.sum().backward();
      assertArrayEquals(
          new float[] {1, 1, 1, 10, 10, 10}, Tensors.toFloats(stored.get("c_attn.weight").grad()));
    }
    assertArrayEquals(new long[] {3, 2}, seen.get("c_attn.weight"));
    assertArrayEquals(new long[] {1, 3}, seen.get("c_attn"));
  }
}
