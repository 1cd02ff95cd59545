package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Gradients;
import org.outeffhop.testing.ReferenceFile;
import org.outeffhop.testing.SeesProbabilities;

/**
 * Multi-head attention against the authors' BERT, OPT and ViT attention, on both paths: outputs and
 * all gradients.
 */
class AttentionReferenceTest {
  private static final Probe SEES_PROBABILITIES = new SeesProbabilities();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert_self_attention.vanilla",
        "bert_self_attention.softmax1",
        "bert_self_attention.clipped_softmax",
        "bert_self_attention.clipped_softmax1",
        "bert_self_attention.gated_unconditional",
        "bert_self_attention.gated_per_token",
        "bert_self_attention.gated_per_token_mlp",
        "bert_self_attention.gated_per_head",
        "bert_self_attention.gated_all_features_softmax1"
      })
  void bertMatches(String file) {
    check(file, "hidden_states", 0.5, "query", "key", "value", null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "opt_attention.vanilla",
        "opt_attention.softmax1",
        "opt_attention.clipped_softmax",
        "opt_attention.clipped_softmax1",
        "opt_attention.gated_per_token",
        "opt_attention.gated_per_token_softmax1"
      })
  void optMatches(String file) {
    check(file, "x", 0.25, "q_proj", "k_proj", "v_proj", "out_proj");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vit_attention.vanilla",
        "vit_attention.softmax1",
        "vit_attention.clipped_softmax1"
      })
  void vitMatches(String file) {
    check(file, "x", 0.25, null, null, null, "proj");
  }

  private static void check(
      String name,
      String inputName,
      double upstream,
      String query,
      String key,
      String value,
      String out) {
    Engine.start();
    for (Probe probe : new Probe[] {Probe.NONE, SEES_PROBABILITIES}) {
      try (TensorScope scope = TensorScope.open();
          Parameters created = new Parameters()) {
        ReferenceFile file = ReferenceFile.open(name);
        Tensor x = file.tensor(inputName).set_requires_grad(true);
        long width = x.size(2);
        MultiHeadAttention attention =
            new MultiHeadAttention(created, "self", heads(width), width, config(name), 0.02);
        Map<String, Tensor> parameters = parameters(file);
        created.load(below(parameters, created));
        ForwardContext context = ForwardContext.evaluation(probe);
        Tensor[] qkv =
            query == null
                ? thirds(linear(parameters, "qkv", x))
                : new Tensor[] {
                  linear(parameters, query, x),
                  linear(parameters, key, x),
                  linear(parameters, value, x)
                };
        Tensor y = attention.forward(qkv[0], qkv[1], qkv[2], x, mask(file, name), 0, context);
        y = out == null ? y : linear(parameters, out, y);
        assertClose(name, y, file.tensor("y"), 1e-5);
        Gradients.backward(y, torch.full_like(y.detach(), new Scalar(upstream)));
        assertClose(name + " grad " + inputName, x.grad(), file.tensor("grad_" + inputName), 1e-4);
        checkGradients(file, parameters, created);
      }
    }
  }

  private static void checkGradients(
      ReferenceFile file, Map<String, Tensor> parameters, Parameters created) {
    for (String parameter : parameters.keySet()) {
      Tensor own = created.asMap().get("self." + parameter);
      Tensor gradient = (own == null ? parameters.get(parameter) : own).grad();
      Tensor expected = file.tensor("grad." + parameter);
      double size = Tensors.item(expected.abs().max());
      double difference = Tensors.item(gradient.sub(expected).abs().max());
      // The key's bias has no effect under softmax: its gradient is rounding noise.
      assertTrue(
          difference <= Math.max(1e-4 * size, 2e-6),
          parameter + " gradient differs by " + difference + " of " + size);
    }
  }

  private static Map<String, Tensor> below(Map<String, Tensor> parameters, Parameters created) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    created
        .asMap()
        .keySet()
        .forEach(
            name -> values.put(name, parameters.get(name.substring("self.".length())).detach()));
    return values;
  }

  private static Map<String, Tensor> parameters(ReferenceFile file) {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    for (String name : file.names()) {
      if (name.startsWith("param.")) {
        parameters.put(
            name.substring("param.".length()), file.tensor(name).set_requires_grad(true));
      }
    }
    return parameters;
  }

  private static Tensor linear(Map<String, Tensor> parameters, String name, Tensor x) {
    return torch.linear(
        x, parameters.get(name + ".weight"), Tensors.optional(parameters.get(name + ".bias")));
  }

  private static Tensor[] thirds(Tensor qkv) {
    long width = qkv.size(2) / 3;
    return new Tensor[] {
      qkv.narrow(2, 0, width).contiguous(),
      qkv.narrow(2, width, width).contiguous(),
      qkv.narrow(2, 2 * width, width).contiguous()
    };
  }

  private static AttentionMask mask(ReferenceFile file, String name) {
    if (name.startsWith("opt")) {
      return AttentionMask.ofCausal();
    }
    return file.has("attention_mask")
        ? new AttentionMask(false, file.tensor("attention_mask").gt(new Scalar(-1.0)))
        : AttentionMask.none();
  }

  private static int heads(long width) {
    return width % 12 == 0 ? (int) (width / 12) : 1;
  }

  private static AttentionConfig config(String name) {
    boolean one = name.endsWith("softmax1");
    AttentionMethod method;
    GateKind gate = GateKind.PER_TOKEN;
    if (name.contains("gated_")) {
      method = one ? AttentionMethod.GATED_OUTEFFHOP : AttentionMethod.GATED;
      String kind =
          name.substring(name.indexOf("gated_") + "gated_".length()).replace("_softmax1", "");
      gate = GateKind.valueOf(kind.toUpperCase(java.util.Locale.ROOT));
    } else if (name.contains("clipped_")) {
      method = one ? AttentionMethod.CLIPPED_OUTEFFHOP : AttentionMethod.CLIPPED;
    } else {
      method = one ? AttentionMethod.OUTEFFHOP : AttentionMethod.VANILLA;
    }
    // The authors' ViT scripts clip with gamma -0.0001, the others with -0.025.
    return new AttentionConfig(method, name.startsWith("vit") ? -1e-4 : -0.025, gate, 0);
  }

  private static void assertClose(String what, Tensor actual, Tensor expected, double tolerance) {
    double difference = Tensors.relativeDifference(actual, expected);
    assertTrue(difference <= tolerance, what + " differs by " + difference);
  }
}
