package org.outeffhop.experiment;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.training.TrainingConfig;

/**
 * How one model is pretrained.
 *
 * @param model its shape; its vocabulary is the largest that the tokenizer may have
 * @param length tokens in a sequence
 * @param batchSize sequences in one update, over all its micro-batches
 * @param training the optimiser's settings
 */
public record Recipe(
    LanguageModelConfig model, int length, int batchSize, TrainingConfig training) {
  public Recipe {
    if (length > model.maxPositionEmbeddings()) {
      throw new IllegalArgumentException(
          "length is "
              + length
              + " and max_position_embeddings "
              + model.maxPositionEmbeddings()
              + "; a sequence must fit");
    }
    if (batchSize < 1 || batchSize % training.gradientAccumulationSteps() != 0) {
      throw new IllegalArgumentException(
          "batch_size is "
              + batchSize
              + " and gradient_accumulation_steps "
              + training.gradientAccumulationSteps()
              + "; the steps must divide the batch");
    }
  }

  /** Sequences that are in memory at once. */
  int microBatchSize() {
    return batchSize / training.gradientAccumulationSteps();
  }

  /** The same recipe for another number of updates, the warm-up at most as long. */
  public Recipe withSteps(long steps) {
    return withTraining(training.withSteps(steps));
  }

  /** The same recipe with other settings of the optimiser. */
  public Recipe withTraining(TrainingConfig changed) {
    return new Recipe(model, length, batchSize, changed);
  }

  /** The same recipe for a model of another shape; sequences stay within its positions. */
  public Recipe withModel(LanguageModelConfig changed) {
    return new Recipe(
        changed, Math.min(length, changed.maxPositionEmbeddings()), batchSize, training);
  }

  /** The same recipe with other batches. */
  public Recipe withBatches(int sequences, int tokens) {
    return new Recipe(model, tokens, sequences, training);
  }

  /** By name, as it is written into {@code result.json}. */
  Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("hidden_size", model.hiddenSize());
    map.put("num_hidden_layers", model.numHiddenLayers());
    map.put("num_attention_heads", model.numAttentionHeads());
    map.put("vocab_size", model.vocabSize());
    map.put("length", length);
    map.put("batch_size", batchSize);
    map.put("gradient_accumulation_steps", training.gradientAccumulationSteps());
    map.put("steps", training.steps());
    map.put("warmup_steps", training.warmupSteps());
    map.put("schedule", training.schedule().name().toLowerCase(Locale.ROOT));
    map.put("learning_rate", training.learningRate());
    map.put("adam_beta1", training.beta1());
    map.put("adam_beta2", training.beta2());
    map.put("adam_epsilon", training.epsilon());
    map.put("weight_decay", training.weightDecay());
    map.put("decay_layer_norm_gains", training.decayLayerNormGains());
    map.put("max_grad_norm", training.maxGradNorm());
    return map;
  }

  /** The recipe in a line: what a reader must know to judge a number. */
  public String summary() {
    return "%,d steps of %d x %d tokens, %d layers of width %d, learning rate %s"
        .formatted(
            training.steps(),
            batchSize,
            length,
            model.numHiddenLayers(),
            model.hiddenSize(),
            training.learningRate());
  }
}
