package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Gradients;
import org.outeffhop.testing.ReferenceFile;

class SoftmaxReferenceTest {
  private static final Map<String, SoftmaxFunction> FUNCTIONS =
      Map.of(
          "softmax", new Softmax(),
          "softmax1", new Softmax1(),
          "sparsemax", new Sparsemax(),
          "entmax15", new Entmax15(),
          "clipped_softmax", new ClippedSoftmax(new Softmax(), -0.025, 1),
          "clipped_softmax1", new ClippedSoftmax(new Softmax1(), -0.025, 1));

  @Test
  void everyFunctionMatchesInValueAndGradient() {
    try (TensorScope scope = TensorScope.open()) {
      ReferenceFile file = ReferenceFile.open("activations");
      FUNCTIONS.forEach(
          (name, function) -> {
            Tensor x = file.tensor("x").set_requires_grad(true);
            Tensor y = function.apply(x);
            assertClose(name, y, file.tensor(name + ".y"), 1e-5);
            Gradients.backward(y, file.tensor("grad_out"));
            assertClose(name + " gradient", x.grad(), file.tensor(name + ".grad_x"), 1e-4);
          });
    }
  }

  @Test
  void extremeScoresMatch() {
    try (TensorScope scope = TensorScope.open()) {
      ReferenceFile file = ReferenceFile.open("activations");
      Tensor y = new Softmax1().apply(file.tensor("extreme.x"));
      assertClose("extreme", y, file.tensor("extreme.softmax1.y"), 1e-5);
    }
  }

  private static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
    double difference = Tensors.relativeDifference(actual, expected);
    assertTrue(difference <= tolerance, what + " differs by " + difference);
  }
}
