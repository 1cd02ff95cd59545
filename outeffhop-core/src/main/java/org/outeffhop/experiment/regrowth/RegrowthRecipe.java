package org.outeffhop.experiment.regrowth;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.outeffhop.data.TextConfig;
import org.outeffhop.experiment.convert.ConversionSource;
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
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.PassMemory.Purpose;
import org.outeffhop.naming.Counted;
import org.outeffhop.training.FieldCheck;
import org.outeffhop.training.TrainingConfig;

/**
 * How the pretraining of a stored language model goes on: by its own loss, without a penalty and
 * without a teacher. Dropout does not act, so that models differ in their attention alone.
 *
 * @param batchSize blocks in a step
 * @param blockLength tokens in a block
 */
public record RegrowthRecipe(
    ConversionSource source, TrainingConfig training, int batchSize, int blockLength)
    implements Recipe {
  private static final Set<Setting> SETTINGS =
      EnumSet.of(
          Setting.STEPS, Setting.WARMUP, Setting.LEARNING_RATE, Setting.BATCH, Setting.LENGTH);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right; also if the
   *     model has no head of a language model, so that there is no pretraining
   */
  public RegrowthRecipe {
    if (!(source.checkpoint().model() instanceof LanguageModel)) {
      throw new IllegalArgumentException(
          "%s is a %s; pretraining goes on with a language model that has its head, such as BertForMaskedLM"
              .formatted(source.name(), source.checkpoint().model().architecture()));
    }
    FieldCheck.atLeastOne("batch_size", batchSize);
    FieldCheck.require(
        blockLength >= TextConfig.SHORTEST_BLOCK && blockLength <= source.maxLength(),
        "length",
        blockLength,
        "from " + TextConfig.SHORTEST_BLOCK + " to the model's " + source.maxLength());
  }

  /**
   * Refuses methods to which the model cannot be swapped.
   *
   * @throws IllegalArgumentException if it has another attention than softmax, and that of another
   *     method is asked
   */
  @Override
  public void requireMethod(AttentionVariant method) {
    if (source.method() != AttentionMethod.VANILLA && source.method() != method.method()) {
      throw new IllegalArgumentException(
          "%s has %s attention, and %s is asked; only vanilla attention can be swapped"
              .formatted(source.name(), source.method(), method));
    }
  }

  @Override
  public ModelType type() {
    return source.type();
  }

  @Override
  public QualityMeasure measure() {
    return QualityMeasure.PERPLEXITY;
  }

  @Override
  public boolean hasDropout() {
    return false;
  }

  @Override
  public Set<Setting> settings() {
    return SETTINGS;
  }

  @Override
  public RegrowthRecipe with(Changes changes) {
    return new RegrowthRecipe(
        source,
        changes.applyTo(training),
        changes.get(Setting.BATCH, batchSize),
        changes.get(Setting.LENGTH, blockLength));
  }

  /** What a run takes in memory beside the source, which is there. */
  RunMemory memory(RunSpec run) {
    return new RunMemory(
        run,
        source.checkpoint().config().withAttention(run.method()),
        training.optimizer(),
        run.execution().trainingPass(),
        Purpose.MEASURING,
        batchSize,
        1,
        changes -> {
          RegrowthRecipe changed = with(changes);
          return new AtOnce(changed.batchSize, run.evaluation().batchSize(), changed.blockLength);
        });
  }

  @Override
  public Workload on(DataSources sources) {
    return new RegrowthWorkload(this, sources);
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("objective", "pretraining");
    map.put("length", blockLength);
    source.putBlockStart(map);
    map.put("batch_size", batchSize);
    map.putAll(training.asMap());
    return map;
  }

  @Override
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%s, %s of pretraining with batches of %d x %d tokens, learning rate %s, no penalty and no teacher",
        source.name(),
        Counted.of(training.steps(), "step"),
        batchSize,
        blockLength,
        training.learningRate());
  }
}
