package org.outeffhop.hopfield;

/**
 * How an attention gate is computed; Bondarenko et al., NeurIPS 2023 (arXiv 2306.12929), section
 * 4.2.
 */
public enum GateKind {
  /** One trained scalar a head. */
  UNCONDITIONAL,
  /** A linear layer a head from that head's slice of the layer input, for every token. */
  PER_TOKEN,
  /** A two-layer ReLU perceptron a head from that head's slice, hidden size D / 4. */
  PER_TOKEN_MLP,
  /** The linear layer's output averaged over the tokens before the sigmoid. */
  PER_HEAD,
  /** One linear layer from the whole layer input to all heads. */
  ALL_FEATURES
}
