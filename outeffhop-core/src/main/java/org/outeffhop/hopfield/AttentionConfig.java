package org.outeffhop.hopfield;

/**
 * The attention of a model: which method, with which settings.
 *
 * @param method what is compared
 * @param gamma lower stretch of clipped softmax; eta, the upper one, is 1
 * @param gate the kind of gate of the gated methods
 * @param gateBias initial bias of the gates
 */
public record AttentionConfig(
    AttentionMethod method, double gamma, GateKind gate, double gateBias) {
  /** logit(0.25): a gate that is a quarter open. */
  public static final double LOGIT_OF_A_QUARTER = Math.log(0.25 / 0.75);

  /** The settings of the paper's BERT scripts. */
  public static AttentionConfig bert(AttentionMethod method) {
    return new AttentionConfig(method, -0.025, GateKind.PER_TOKEN_MLP, 0);
  }

  /** The settings of the paper's OPT scripts. */
  public static AttentionConfig opt(AttentionMethod method) {
    return new AttentionConfig(method, -0.025, GateKind.PER_TOKEN, LOGIT_OF_A_QUARTER);
  }
}
