package org.outeffhop.experiment.text;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.experiment.run.Workload;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.ModelType;
import org.outeffhop.training.TrainingConfig;

/**
 * How one model is pretrained.
 *
 * @param model its shape; its vocabulary is the largest that the tokenizer may have
 * @param length tokens in a sequence
 * @param batchSize sequences in one update, over all its micro-batches
 * @param training the optimiser's settings
 */
public record TextRecipe(
    LanguageModelConfig model, int length, int batchSize, TrainingConfig training)
    implements Recipe {
  /** Decides which documents are held out and the order of all. */
  public static final long TEXT_SEED = 1;

  /** The share of the documents that no run is trained on. */
  public static final double HELD_OUT = 0.05;

  /** Decides the order of evaluation and what BERT is to find in it. */
  public static final long EVALUATION_SEED = 20240404;

  private static final Set<Setting> SETTINGS =
      EnumSet.of(
          Setting.STEPS,
          Setting.WARMUP,
          Setting.LEARNING_RATE,
          Setting.BATCH,
          Setting.LENGTH,
          Setting.VOCABULARY,
          Setting.LAYERS,
          Setting.WIDTH,
          Setting.HEADS);

  public TextRecipe {
    if (length > model.maxPositionEmbeddings()) {
      throw new IllegalArgumentException(
          "length is "
              + length
              + " and max_position_embeddings "
              + model.maxPositionEmbeddings()
              + "; a sequence must fit");
    }
    training.requireMicroBatches(batchSize);
  }

  /** Sequences that are in memory at once. */
  int microBatchSize() {
    return batchSize / training.gradientAccumulationSteps();
  }

  /** Data by name and SHA-256: what decides whether two runs saw the same. */
  public static String fingerprinted(TextCorpus corpus) {
    return corpus.name() + " " + corpus.fingerprint();
  }

  @Override
  public ModelType kind() {
    return model.type();
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.PERPLEXITY;
  }

  @Override
  public boolean hasDropout() {
    return model.hasDropout();
  }

  @Override
  public Set<Setting> settings() {
    return SETTINGS;
  }

  @Override
  public TextRecipe with(Changes changes) {
    int tokens = changes.get(Setting.LENGTH, length);
    LanguageModelConfig shaped =
        model
            .withSize(
                changes.get(Setting.LAYERS, model.numHiddenLayers()),
                changes.get(Setting.WIDTH, model.hiddenSize()),
                changes.get(Setting.HEADS, model.numAttentionHeads()),
                Math.max(tokens, model.maxPositionEmbeddings()))
            .withVocabSize(changes.get(Setting.VOCABULARY, model.vocabSize()));
    return new TextRecipe(
        shaped, tokens, changes.get(Setting.BATCH, batchSize), changes.applyTo(training));
  }

  @Override
  public Workload on(DataSources sources) {
    return new TextWorkload(this, sources.text(), sources.cache());
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("hidden_size", model.hiddenSize());
    map.put("num_hidden_layers", model.numHiddenLayers());
    map.put("num_attention_heads", model.numAttentionHeads());
    map.put("vocab_size", model.vocabSize());
    map.put("length", length);
    map.put("batch_size", batchSize);
    map.putAll(training.asMap());
    return map;
  }

  @Override
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
