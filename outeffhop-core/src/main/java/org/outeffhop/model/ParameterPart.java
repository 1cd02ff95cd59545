package org.outeffhop.model;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a parameter is for, told by its name as Hugging Face's models have it. */
public enum ParameterPart {
  /** Everything that ends the network: prediction heads and poolers. */
  HEAD("(^|\\.)(cls|lm_head|classifier|pooler|score)\\."),
  /** Gains and biases of normalisations, those of the embeddings too. */
  NORMS("(?i)(layer_?norm|(^|\\.)norm|_norm|(^|\\.)ln_)[^.]*\\.(weight|bias)$"),
  /** Projections of attention, its gates and trained sinks. */
  ATTENTION("\\.(attention|self_attn|attn)\\."),
  /** The two-layer perceptrons. */
  MLP("\\.(intermediate|output|mlp|fc1|fc2)\\."),
  /** Vectors of tokens, places, segments and patches, and projections of them. */
  EMBEDDINGS("embed|project_in|project_out|cls_token|\\.w[tp]e\\."),
  /** What none of the others is. */
  OTHER("");

  /** Tables of vectors that are looked up or put before others, not multiplied. */
  private static final Pattern TABLES =
      Pattern.compile(
          "(embeddings|embed_tokens|embed_positions|\\.w[tp]e)\\.weight$"
              + "|\\.(cls_token|position_embeddings|register_tokens)$");

  private final Pattern names;

  ParameterPart(String names) {
    this.names = Pattern.compile(names);
  }

  /** The part that a parameter belongs to. */
  public static ParameterPart of(String name) {
    for (ParameterPart part : values()) {
      if (part.names.matcher(name).find()) {
        return part;
      }
    }
    return OTHER;
  }

  /** Whether a parameter is a table of vectors, or one of them, that no layer multiplies. */
  public static boolean isTable(String name) {
    return TABLES.matcher(name).find();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
