package org.outeffhop.hopfield;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

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

  /** What shapes the computation, as a checkpoint's {@code config.json} has it. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("attention_method", method.toString());
    if (method.isClipped()) {
      map.put("attention_gamma", gamma);
    }
    if (method.isGated()) {
      map.put("attention_gate", gate.name().toLowerCase(Locale.ROOT));
      map.put("attention_gate_bias", gateBias);
    }
    return map;
  }
}
