package org.outeffhop.nn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The activation of a perceptron's hidden layer, under Hugging Face's names. */
public enum Activation {
  /** x Phi(x), Phi the normal distribution's function; Hendrycks and Gimpel 2016. */
  GELU("gelu") {
    @Override
    public Tensor apply(Tensor x) {
      return torch.gelu(x);
    }
  },
  /** 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
  GELU_TANH("gelu_new", "gelu_pytorch_tanh") {
    @Override
    public Tensor apply(Tensor x) {
      return torch.gelu(x, "tanh");
    }
  },
  /** max(x, 0). */
  RELU("relu") {
    @Override
    public Tensor apply(Tensor x) {
      return x.relu();
    }
  },
  /** x / (1 + exp(-x)). */
  SILU("silu", "swish") {
    @Override
    public Tensor apply(Tensor x) {
      return torch.silu(x);
    }
  };

  private final List<String> names;

  Activation(String... names) {
    this.names = List.of(names);
  }

  /** The activation of every element. */
  public abstract Tensor apply(Tensor x);

  /** The activation of a name as {@code config.json} has it. */
  public static Activation of(String name) {
    return Arrays.stream(values())
        .filter(activation -> activation.names.contains(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "it can be "
                        + Arrays.stream(values())
                            .flatMap(activation -> activation.names.stream())
                            .collect(Collectors.joining(", "))));
  }

  /** Hugging Face's name. */
  @Override
  public String toString() {
    return names.get(0);
  }
}
