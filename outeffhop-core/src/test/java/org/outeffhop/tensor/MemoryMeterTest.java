package org.outeffhop.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MemoryMeterTest {
  @BeforeAll
  static void start() {
    Engine.start();
  }

  /** x, twice x, and four times x, which is kept; then a view of that and a small tensor. */
  private static MemoryMeter.Trace trace(boolean gradient) {
    try (MemoryMeter meter = MemoryMeter.open();
        TensorScope scope = TensorScope.open()) {
      Tensor x = Tensors.zeros(ScalarType.Float, 100).set_requires_grad(gradient);
      Tensor result;
      try (TensorScope inner = TensorScope.open()) {
        Tensor squared = x.mul(x);
        result = inner.keep(squared.mul(squared));
      }
      result.view(10, 10);
      Tensors.zeros(ScalarType.Byte, 7);
      return meter.trace();
    }
  }

  @Test
  void aScopeFreesWhatItDoesNotKeep() {
    MemoryMeter.Trace trace = trace(false);
    assertEquals(1200, trace.peak());
    assertEquals(400, trace.largest());
    assertEquals(807, trace.live()[trace.live().length - 1]);
  }

  @Test
  void whatTheTapeHoldsIsNotFree() {
    MemoryMeter.Trace trace = trace(true);
    assertEquals(1207, trace.peak());
    assertEquals(1207, trace.live()[trace.live().length - 1]);
  }

  @Test
  void tensorsOutsideOfAMeterAreNotCounted() {
    try (TensorScope scope = TensorScope.open()) {
      Tensors.zeros(ScalarType.Float, 100);
      try (MemoryMeter meter = MemoryMeter.open()) {
        assertThrows(IllegalStateException.class, MemoryMeter::open);
        assertArrayEquals(new long[0], meter.trace().live());
      }
    }
  }
}
