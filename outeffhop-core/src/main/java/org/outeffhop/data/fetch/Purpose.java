package org.outeffhop.data.fetch;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a data set is for. */
public enum Purpose {
  /** Text to pretrain on. */
  @JsonProperty("text")
  TEXT,
  /** Images with classes. */
  @JsonProperty("images")
  IMAGES,
  /** Series over time to forecast. */
  @JsonProperty("series")
  SERIES,
  /** Patterns for the associative memory. */
  @JsonProperty("patterns")
  PATTERNS
}
