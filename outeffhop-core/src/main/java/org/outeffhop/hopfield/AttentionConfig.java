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
 * @param noOpClassifier which keys are no-ops; none but for methods with a no-op class
 */
public record AttentionConfig(
    AttentionMethod method,
    double gamma,
    double eta,
    GateKind gate,
    double gateBias,
    NoOpClassifier noOpClassifier) {
  /** The field of {@code config.json} that says which keys are no-ops. */
  public static final String NO_OP_CLASSIFIER = "attention_no_op_classifier";

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
   * Checks both stretches, and that keys are classified only where there is a no-op class.
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
    AttentionVariant checked = new AttentionVariant(method, noOpClassifier);
  }

  /** Attention to all keys, whose weights are not stretched beyond 1. */
  public AttentionConfig(AttentionMethod method, double gamma, GateKind gate, double gateBias) {
    this(method, gamma, USUAL_ETA, gate, gateBias, new NoOpClassifier.None());
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
    return new AttentionConfig(method, gamma, other, gate, gateBias, noOpClassifier);
  }

  /**
   * The same with the upper stretch of the config whose method this one replaces. Clipped softmax
   * without OutEffHop does not take it over: it is 1 in all of the paper's scripts.
   */
  public AttentionConfig stretchedAs(AttentionConfig replaced) {
    return method == AttentionMethod.CLIPPED ? this : withEta(replaced.eta);
  }

  /** The same with a classifier of keys. */
  public AttentionConfig with(NoOpClassifier classifier) {
    return new AttentionConfig(method, gamma, eta, gate, gateBias, classifier);
  }

  /** The method with what else than the usual settings there is. */
  public AttentionVariant variant() {
    return new AttentionVariant(method, noOpClassifier);
  }

  /**
   * Refuses a classifier.
   *
   * @param what cannot have one, such as {@code ONNX graphs}
   * @throws IllegalArgumentException if there is one
   */
  public void requireUnclassified(String what) {
    if (isClassified()) {
      throw new IllegalArgumentException(
          "%s is %s; %s do not classify keys: only none is supported"
              .formatted(NO_OP_CLASSIFIER, noOpClassifier, what));
    }
  }

  private boolean isClassified() {
    return !(noOpClassifier instanceof NoOpClassifier.None);
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
    if (isClassified()) {
      map.put(NO_OP_CLASSIFIER, noOpClassifier.toString());
    }
    return map;
  }
}
