package org.outeffhop.hopfield;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The attention of a model: which method, with which settings.
 *
 * @param method what is compared
 * @param gamma lower stretch of clipped softmax, at most 0
 * @param eta its upper stretch, at least 1
 * @param gate the kind of gate of the gated methods
 * @param gateBias initial bias of the gates
 */
public record AttentionConfig(
    AttentionMethod method, double gamma, double eta, GateKind gate, double gateBias) {
  /** logit(0.25): a gate that is a quarter open. */
  public static final double LOGIT_OF_A_QUARTER = Math.log(0.25 / 0.75);

  /** The name of the upper stretch in {@code config.json}. */
  public static final String ETA = "attention_eta";

  /** Of every clipped softmax of the paper's scripts but one. */
  public static final double USUAL_ETA = 1;

  /**
   * Of clipped OutEffHop in the paper's BERT: its scripts name {@code clippedsoftmax1(-.025:1)},
   * which their table of functions maps to gamma -0.025 and this eta.
   */
  public static final double BERT_CLIPPED_OUTEFFHOP_ETA = 1.1;

  /**
   * Checks both stretches.
   *
   * @throws IllegalArgumentException naming the field of {@code config.json}
   */
  public AttentionConfig {
    if (!(gamma <= 0 && Double.isFinite(gamma))) {
      throw new IllegalArgumentException(
          "attention_gamma is " + gamma + "; it must be at most 0, and finite");
    }
    if (!(eta >= 1 && Double.isFinite(eta))) {
      throw new IllegalArgumentException(
          ETA + " is " + eta + "; it must be at least 1, and finite");
    }
  }

  /** Weights are not stretched beyond 1. */
  public AttentionConfig(AttentionMethod method, double gamma, GateKind gate, double gateBias) {
    this(method, gamma, USUAL_ETA, gate, gateBias);
  }

  /** The settings of the paper's BERT scripts, but for {@link #BERT_CLIPPED_OUTEFFHOP_ETA}. */
  public static AttentionConfig bert(AttentionMethod method) {
    return new AttentionConfig(method, -0.025, GateKind.PER_TOKEN_MLP, 0);
  }

  /** The settings of the paper's OPT scripts. */
  public static AttentionConfig opt(AttentionMethod method) {
    return new AttentionConfig(method, -0.025, GateKind.PER_TOKEN, LOGIT_OF_A_QUARTER);
  }

  /** The same with another upper stretch. */
  public AttentionConfig withEta(double other) {
    return new AttentionConfig(method, gamma, other, gate, gateBias);
  }

  /**
   * The same with the upper stretch of the config whose method this one replaces. Clipped softmax
   * without OutEffHop does not take it over: it is 1 in all of the paper's scripts.
   */
  public AttentionConfig stretchedAs(AttentionConfig replaced) {
    return method == AttentionMethod.CLIPPED ? this : withEta(replaced.eta);
  }

  /** What shapes the computation, as a checkpoint's {@code config.json} has it. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("attention_method", method.toString());
    if (method.isClipped()) {
      map.put("attention_gamma", gamma);
      map.put(ETA, eta);
    }
    if (method.isGated()) {
      map.put("attention_gate", gate.name().toLowerCase(Locale.ROOT));
      map.put("attention_gate_bias", gateBias);
    }
    return map;
  }
}
