package org.outeffhop.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How rotary positions are stretched for sequences longer than those of the first training: what
 * becomes of a frequency. Hugging Face's {@code rope_scaling}.
 */
public sealed interface RopeScaling {
  /** The frequency that takes the place of f, in radians a token. */
  double scaled(double f);

  /** What {@code rope_scaling} holds; nothing where nothing is scaled. */
  Map<String, Object> asMap();

  /** f stays f. */
  record None() implements RopeScaling {
    @Override
    public double scaled(double f) {
      return f;
    }

    @Override
    public Map<String, Object> asMap() {
      return Map.of();
    }
  }

  /**
   * f / factor: places are interpolated; Chen et al. 2023 (arXiv 2306.15595).
   *
   * @param factor at least 1
   */
  record Linear(double factor) implements RopeScaling {
    public Linear {
      requireFactor(factor);
    }

    @Override
    public double scaled(double f) {
      return f / factor;
    }

    @Override
    public Map<String, Object> asMap() {
      return map("linear", factor);
    }
  }

  /**
   * (1 - s) f / factor + s f with s = (t - low) / (high - low) held within [0, 1], where t = f
   * original / (2 pi) is the number of turns over the original length: slow frequencies are
   * interpolated, fast ones stay. Dubey et al. 2024 (Llama 3, arXiv 2407.21783), as Hugging Face's
   * {@code llama3} has it.
   *
   * @param factor at least 1
   * @param lowFreqFactor turns up to which a frequency is divided
   * @param highFreqFactor turns from which it stays; more than {@code lowFreqFactor}
   * @param originalMaxPositionEmbeddings the longest sequence of the first training
   */
  record Llama3(
      double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositionEmbeddings)
      implements RopeScaling {
    public Llama3 {
      requireFactor(factor);
      ConfigChecks.positive("low_freq_factor", lowFreqFactor);
      ConfigChecks.positive("high_freq_factor", highFreqFactor);
      ConfigChecks.positive("original_max_position_embeddings", originalMaxPositionEmbeddings);
      if (highFreqFactor <= lowFreqFactor) {
        throw new IllegalArgumentException(
            "high_freq_factor is %s and low_freq_factor %s; the first must be larger"
                .formatted(highFreqFactor, lowFreqFactor));
      }
    }

    @Override
    public double scaled(double f) {
      double turns = f * originalMaxPositionEmbeddings / (2 * Math.PI);
      double ramp = (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
      double kept = Math.max(0, Math.min(1, ramp));
      return (1 - kept) * f / factor + kept * f;
    }

    @Override
    public Map<String, Object> asMap() {
      Map<String, Object> map = map("llama3", factor);
      map.put("low_freq_factor", lowFreqFactor);
      map.put("high_freq_factor", highFreqFactor);
      map.put("original_max_position_embeddings", originalMaxPositionEmbeddings);
      return map;
    }
  }

  private static void requireFactor(double factor) {
    if (!(factor >= 1 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "factor is " + factor + "; it must be at least 1 and finite");
    }
  }

  private static Map<String, Object> map(String type, double factor) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("rope_type", type);
    map.put("factor", factor);
    return map;
  }

  /** Reads {@code rope_scaling}, whose type was once called {@code type}. */
  static RopeScaling read(ConfigFields fields) {
    String field = fields.has("rope_type") ? "rope_type" : "type";
    if (!fields.has(field)) {
      throw fields.wrong("rope_type", "it can be default, linear or llama3");
    }
    return switch (fields.text(field)) {
      case "default" -> new None();
      case "linear" -> new Linear(fields.number("factor"));
      case "llama3" ->
          new Llama3(
              fields.number("factor"),
              fields.number("low_freq_factor"),
              fields.number("high_freq_factor"),
              fields.size("original_max_position_embeddings"));
      default -> throw fields.wrong(field, "it can be default, linear or llama3");
    };
  }
}
