package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.ReferenceFile;
import org.outeffhop.testing.SeesProbabilities;

/** STanHop-Net against the authors' code, on both paths: forecast, loss and all gradients. */
class StanHopReferenceTest {
  private static final String BLOCK = "param.encoder.encode_blocks.";
  private static final String UNUSED = ".alpha_chooser";

  @ParameterizedTest
  @CsvSource({"softmax, VANILLA", "softmax1, OUTEFFHOP", "sparsemax, SPARSEMAX", "entmax, ENTMAX"})
  void forecastLossAndGradientsMatch(String mode, AttentionMethod method) {
    ReferenceFile file = ReferenceFile.open("stanhop." + mode);
    for (Probe probe : new Probe[] {Probe.NONE, new SeesProbabilities()}) {
      try (TensorScope scope = TensorScope.open();
          StanHopNet net = new StanHopNet(config(file, method))) {
        net.parameters().load(values(file));
        Tensor x = file.tensor("x");
        ForwardContext context = ForwardContext.evaluation(probe);
        assertClose("y", net.forecast(x, context), file.tensor("y"), 1e-5);
        Tensor loss = net.loss(x, file.tensor("target"), context);
        assertClose("loss", loss, file.tensor("loss"), 1e-5);
        loss.backward();
        net.parameters()
            .asMap()
            .forEach(
                (name, value) ->
                    assertClose(name, value.grad(), file.tensor("grad." + name), tolerance(name)));
      }
    }
  }

  /** alpha's gradient is a sum of small differences, which processors round differently. */
  private static double tolerance(String name) {
    return name.endsWith(".alpha") ? 5e-4 : 1e-4;
  }

  @ParameterizedTest
  @CsvSource({"softmax1, OUTEFFHOP"})
  void everyOutlierProbePointIsReachedOnceAWindow(String mode, AttentionMethod method) {
    ReferenceFile file = ReferenceFile.open("stanhop." + mode);
    try (TensorScope scope = TensorScope.open();
        StanHopNet net = new StanHopNet(config(file, method))) {
      Tensor x = file.tensor("x");
      Set<String> missing = new HashSet<>(net.outlierProbePoints());
      Probe probe =
          (name, activation) -> {
            if (missing.remove(name)) {
              assertEquals(x.size(0), activation.size(0), name);
            }
            return activation;
          };
      net.forecast(x, ForwardContext.evaluation(probe));
      assertEquals(Set.of(), missing);
    }
  }

  /** Every size is that of a tensor in the file; heads have 8 features. */
  private static StanHopConfig config(ReferenceFile file, AttentionMethod method) {
    int blocks = 0;
    while (file.has(BLOCK + blocks + ".encode_layers.0.norm3.weight")) {
      blocks++;
    }
    int width = size(file, "param.enc_emb.linear.weight", 0);
    String merge = BLOCK + "1.merge_layer.linear_trans.weight";
    return new StanHopConfig(
        size(file, "x", 2),
        size(file, "x", 1),
        size(file, "y", 1),
        size(file, "param.enc_emb.linear.weight", 1),
        file.has(merge) ? size(file, merge, 1) / width : 1,
        size(file, BLOCK + "0.encode_layers.0.cross_series.key", 1),
        width,
        blocks,
        width / 8,
        size(file, BLOCK + "0.encode_layers.0.MLP1.0.weight", 0),
        0,
        AttentionConfig.bert(method));
  }

  private static int size(ReferenceFile file, String tensor, int axis) {
    return (int) file.tensor(tensor).size(axis);
  }

  private static Map<String, Tensor> values(ReferenceFile file) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    for (String name : file.names()) {
      if (name.startsWith("param.") && !name.endsWith(UNUSED)) {
        values.put(name.substring("param.".length()), file.tensor(name));
      }
    }
    return values;
  }

  private static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
    double difference = Tensors.relativeDifference(actual, expected);
    assertTrue(difference <= tolerance, what + " differs by " + difference);
  }
}
