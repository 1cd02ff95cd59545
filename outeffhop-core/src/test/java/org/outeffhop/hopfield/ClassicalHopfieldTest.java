package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.outeffhop.hopfield.OutlierEfficientHopfieldTest.refused;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class ClassicalHopfieldTest {
  @BeforeEach
  void seed() {
    Engine.seed(3);
  }

  private static Tensor signs(long... shape) {
    return torch
        .rand(shape)
        .gt(new Scalar(0.5))
        .to(ScalarType.Float)
        .mul(new Scalar(2.0))
        .sub(new Scalar(1.0));
  }

  private static double wrong(Tensor found, Tensor patterns) {
    return Tensors.item(found.ne(patterns).to(ScalarType.Float).mean());
  }

  @Test
  void fewPatternsAreFoundFromAQuarterFlippedAndManyAreNot() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor patterns = signs(10, 200);
      Tensor flips =
          torch
              .rand(10, 200)
              .gt(new Scalar(0.25))
              .to(ScalarType.Float)
              .mul(new Scalar(2.0))
              .sub(new Scalar(1.0));
      try (ClassicalHopfield network = new ClassicalHopfield(patterns)) {
        assertEquals(0, wrong(network.retrieve(patterns.mul(flips), 20), patterns));
      }
      Tensor many = signs(60, 200);
      try (ClassicalHopfield network = new ClassicalHopfield(many)) {
        assertTrue(wrong(network.retrieve(many, 20), many) > 0.1, "0.3 D is above 0.138 D");
      }
    }
  }

  @Test
  void theEnergyNeverRises() {
    try (TensorScope scope = TensorScope.open()) {
      try (ClassicalHopfield network = new ClassicalHopfield(signs(30, 60))) {
        Tensor state = signs(20, 60);
        for (int sweep = 0; sweep < 8; sweep++) {
          Tensor next = network.retrieve(state, 1);
          Tensor rise = network.energy(next).sub(network.energy(state));
          assertTrue(Tensors.item(rise.max()) <= 1e-4);
          state = next;
        }
        assertEquals(0, wrong(network.retrieve(state, 1), state), "a local minimum stays");
      }
    }
  }

  @Test
  void theEnergyIsThatOfTheWeights() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor patterns = signs(3, 8);
      Tensor state = signs(1, 8);
      double expected = 0;
      float[] xi = Tensors.toFloats(patterns);
      float[] s = Tensors.toFloats(state);
      for (int mu = 0; mu < 3; mu++) {
        for (int i = 0; i < 8; i++) {
          for (int j = 0; j < 8; j++) {
            expected -= i == j ? 0 : xi[mu * 8 + i] * xi[mu * 8 + j] * s[i] * s[j] / 16.0;
          }
        }
      }
      try (ClassicalHopfield network = new ClassicalHopfield(patterns)) {
        assertEquals(expected, Tensors.item(network.energy(state)), 1e-5);
      }
    }
  }

  @Test
  void onlySignsAreStored() {
    try (TensorScope scope = TensorScope.open()) {
      refused("other than -1 and 1", () -> new ClassicalHopfield(torch.zeros(2, 3)));
      try (ClassicalHopfield network = new ClassicalHopfield(signs(2, 3))) {
        refused("other than -1 and 1", () -> network.retrieve(torch.zeros(2, 3), 1));
        refused("dimension 4", () -> network.retrieve(signs(2, 4), 1));
      }
    }
  }
}
