package org.outeffhop.experiment.convert;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.conversion.WeightLimit;
import org.outeffhop.data.TextConfig;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.AtOnce;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.Recipe;
import org.outeffhop.experiment.run.RunMemory;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.experiment.run.Workload;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.DataKind;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.PassMemory.Purpose;
import org.outeffhop.naming.Counted;
import org.outeffhop.training.FieldCheck;

/**
 * How a stored model is converted.
 *
 * @param config how the student is trained
 * @param isTrained false: the attention is swapped, the weights are cut, and that is all
 * @param evaluationInterval steps from one measurement of W8A8 quality to the next
 * @param patience measurements without a better one after which training ends; empty: all steps are
 *     made
 * @param maxLength tokens of a text or a block, at most
 */
public record ConversionRecipe(
    ConversionSource source,
    ConversionConfig config,
    boolean isTrained,
    long evaluationInterval,
    OptionalInt patience,
    int maxLength)
    implements Recipe {
  private static final int RANGE_BATCHES = 4;
  private static final Set<Setting> SETTINGS =
      EnumSet.of(
          Setting.STEPS,
          Setting.WARMUP,
          Setting.LEARNING_RATE,
          Setting.BATCH,
          Setting.ACCUMULATE,
          Setting.LENGTH);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right; also if the
   *     model's attention is another one than softmax, so that there is nothing to swap
   */
  public ConversionRecipe {
    if (source.method() != AttentionMethod.VANILLA) {
      throw new IllegalArgumentException(
          "%s has %s attention already; what is converted has vanilla attention"
              .formatted(source.name(), source.method()));
    }
    FieldCheck.atLeastOne("evaluation_interval", evaluationInterval);
    if (patience.isPresent() && patience.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "patience is " + patience.getAsInt() + "; it must be at least 1, or 0 for all steps");
    }
    FieldCheck.require(
        maxLength >= TextConfig.SHORTEST_BLOCK,
        "length",
        maxLength,
        "at least " + TextConfig.SHORTEST_BLOCK);
  }

  @Override
  public ModelType type() {
    return source.type();
  }

  @Override
  public QualityMeasure measure() {
    return source.measure();
  }

  /** Teacher and student are compared as they compute after training, without dropout. */
  @Override
  public boolean hasDropout() {
    return false;
  }

  @Override
  public Set<Setting> settings() {
    return SETTINGS;
  }

  @Override
  public ConversionRecipe with(Changes changes) {
    return new ConversionRecipe(
        source,
        config.training(
            changes.applyTo(config.training()), changes.get(Setting.BATCH, config.batchSize())),
        isTrained,
        evaluationInterval,
        patience,
        changes.get(Setting.LENGTH, maxLength));
  }

  /**
   * The same with another number of quantized steps.
   *
   * @throws IllegalArgumentException if it is more than all
   */
  public ConversionRecipe withQuantizedSteps(long steps) {
    return new ConversionRecipe(
        source, config.quantizedSteps(steps), isTrained, evaluationInterval, patience, maxLength);
  }

  /** What the student's weights may be. */
  WeightLimit weightLimit() {
    return new WeightLimit(config.weightLimit());
  }

  /**
   * Batches from which ranges come while the student is trained. Those of a language model, whose
   * passes are dear, are fewer than after training.
   */
  int rangeBatches(int afterTraining) {
    return measure() == QualityMeasure.PERPLEXITY
        ? Math.min(RANGE_BATCHES, afterTraining)
        : afterTraining;
  }

  /** The same without training. */
  public ConversionRecipe untrained() {
    return new ConversionRecipe(source, config, false, evaluationInterval, patience, maxLength);
  }

  /** The attention is swapped and nothing else changes. */
  ConversionRecipe swapped() {
    return new ConversionRecipe(
        source, config.weightLimit(0), false, evaluationInterval, patience, maxLength);
  }

  /** What a run takes in memory beside the source, which is there. */
  RunMemory memory(RunSpec run) {
    boolean text = source.data() == DataKind.TEXT;
    return new RunMemory(
        run,
        source.checkpoint().config().withAttention(run.method()),
        config.training().optimizer(),
        Purpose.DISTILLATION,
        Purpose.COMPARING,
        config.batchSize(),
        config.training().gradientAccumulationSteps(),
        changes -> {
          ConversionRecipe changed = with(changes);
          return new AtOnce(
              changed.trainedAtOnce(), run.evaluation().batchSize(), text ? changed.maxLength : 0);
        });
  }

  /** Two micro-batches are computed side by side, more one after the other. */
  private int trainedAtOnce() {
    int parts = config.training().gradientAccumulationSteps();
    if (!isTrained) {
      return 1;
    }
    return parts == 2 ? config.batchSize() : config.batchSize() / parts;
  }

  @Override
  public Workload on(DataSources sources) {
    return new ConversionWorkload(this, sources);
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("trained", isTrained);
    map.put("length", maxLength);
    source.putBlockStart(map);
    if (isTrained) {
      map.putAll(config.asMap());
      map.put("evaluation_interval", evaluationInterval);
      patience.ifPresent(count -> map.put("patience", count));
    } else {
      if (config.weightLimit() > 0) {
        map.put("weight_limit", config.weightLimit());
      }
      config.range().ifPresent(estimator -> map.put("range", estimator.asText()));
    }
    return map;
  }

  @Override
  public String summary() {
    if (!isTrained) {
      return String.format(
          Locale.ROOT,
          "%s with its attention swapped%s, not trained",
          source.name(),
          config.weightLimit() == 0
              ? ""
              : String.format(
                  Locale.ROOT,
                  " and its weights cut at %s times their root mean square",
                  config.weightLimit()));
    }
    return String.format(
        Locale.ROOT,
        "%s, %s of distillation with batches of %d, %,d of them quantized, learning rate %s, penalty %s above %s",
        source.name(),
        Counted.of(config.training().steps(), "step"),
        config.batchSize(),
        config.quantizedSteps(),
        config.training().learningRate(),
        config.penalty(),
        config.threshold());
  }
}
