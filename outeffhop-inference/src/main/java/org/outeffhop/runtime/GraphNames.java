package org.outeffhop.runtime;

import java.util.List;

/** What exported graphs call their metadata, axes, inputs and outputs. */
public final class GraphNames {
  /** Metadata: what every file of ours says of itself. */
  public static final List<String> METADATA =
      List.of("model", "pipeline_tag", "attention", "precision", "config", "version");

  /** Metadata: the processors that an eight-bit graph is made for. */
  public static final String PROCESSOR = "cpu";

  /** Metadata: the longest sequence, of models over tokens. */
  public static final String MAX_LENGTH = "max_length";

  /**
   * Metadata: how {@code sentence_embedding} follows from the hidden states, of graphs that have
   * it.
   */
  public static final String POOLING = "pooling";

  /** Axis: the tokens or steps of a sequence. */
  public static final String LENGTH = "length";

  /** Axis: the tokens of a sequence with those before it, of a decoder with a cache. */
  public static final String TOTAL = "total_length";

  /** Axis: the tokens before a sequence, of a decoder with a cache. */
  public static final String PAST_LENGTH = "past_length";

  /** What inputs begin with that a decoder's cache has of earlier tokens. */
  public static final String PAST = "past_key_values.";

  /** What outputs begin with that become those inputs. */
  public static final String PRESENT = "present.";

  private GraphNames() {}
}
