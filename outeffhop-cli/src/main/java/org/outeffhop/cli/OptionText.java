package org.outeffhop.cli;

/** Descriptions of options that several commands have, so that all of them use the same words. */
final class OptionText {
  static final String DEFAULT = " (default: ${DEFAULT-VALUE}).";

  static final String JSON = "Print the result as JSON instead of tables.";

  /** What {@code --data} of language models takes. */
  static final String TEXT =
      "files or folders (.txt, .jsonl); or, of what comes with the project, 'builtin' or 'prose' for "
          + "the World English Bible and Spurgeon's Treasury of David, 'glosses' for WordNet's "
          + "glosses and examples, or 'back-copy' for a generated language, with settings as "
          + "'back-copy:vocabulary=64,triggers=3,length=255,sequences=20000,seed=1' and "
          + "'outliers=0.1,outlier-numbers=8' for numbers planted between its letters";

  static final String CHECKPOINT_ATTENTION =
      "Attention method of a checkpoint whose config.json does not name it (attention_method): "
          + "${COMPLETION-CANDIDATES}. It is an error to contradict config.json.";

  /** The values of {@code --smooth}. */
  static final String SMOOTHING = "ALPHA|search|gamma";

  static final String WEIGHTS =
      "Quantize weights with one scale per tensor or one per output channel" + DEFAULT;

  static final String THREADS = "Threads that share the work of one operator";

  static final String ROUNDS = "Timed rounds, in each of which every contender runs once" + DEFAULT;

  static final String LEARNING_RATE = "Peak learning rate";

  static final String WARMUP = "Warm-up steps, over which the learning rate rises";

  static final String BETA = "Inverse temperature beta" + DEFAULT;

  static final String PATTERN_DIMENSION = "Dimension of a pattern" + DEFAULT;

  static final String PATTERN_SEED = "Random seed for patterns and queries" + DEFAULT;

  /** What {@link org.outeffhop.cli.builtin.BuiltinModel} has. */
  static final String BUILTIN =
      "builtin:all-minilm-l6-v2, builtin:bert-base-uncased, builtin:bge-small-en-v1.5, "
          + "builtin:e5-small-v2";

  private OptionText() {}
}
