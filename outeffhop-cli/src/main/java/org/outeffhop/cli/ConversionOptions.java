package org.outeffhop.cli;

import java.util.OptionalInt;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.experiment.convert.ConversionRecipe;
import org.outeffhop.experiment.convert.ConversionSource;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.run.Changes;
import org.outeffhop.experiment.run.Setting;
import org.outeffhop.model.DataKind;
import org.outeffhop.quantization.RangeEstimator;
import org.outeffhop.training.TrainingConfig;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How a converted model is distilled from its original. */
final class ConversionOptions {
  private static final long WARMUP = 20;
  private static final String WEIGHT_LIMIT = "--weight-limit";
  private static final String RANGE = "--range";

  /**
   * What is usual for a kind of model.
   *
   * @param steps of training
   * @param batch texts, blocks or images in a step
   * @param length tokens of a text or block
   * @param weightLimit as a multiple of the root mean square
   * @param unquantized the first steps, in which nothing is quantized, as a share of all
   * @param calibrationInterval steps between two calibrations
   */
  private record Usual(
      long steps,
      double learningRate,
      int batch,
      int length,
      double weightLimit,
      double unquantized,
      long calibrationInterval) {
    /** A pass of a language model takes long, and each of its blocks says much. */
    static Usual of(ConversionSource source) {
      return source.measure() == QualityMeasure.PERPLEXITY
          ? new Usual(800, 1e-4, 8, Math.min(64, source.maxLength()), 6, 0, 50)
          : new Usual(800, 2e-4, 16, Math.min(128, source.maxLength()), 4, 0.5, 25);
    }
  }

  @Option(
      names = "--penalty",
      defaultValue = "0.02",
      description =
          "Weight of the penalty on the amount by which activations exceed the threshold, per token; 0 "
              + "= no penalty (default: ${DEFAULT-VALUE}).")
  private double penalty;

  @Option(
      names = "--threshold",
      defaultValue = "4",
      description =
          "Largest absolute value of an activation that is not penalised (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Option(
      names = WEIGHT_LIMIT,
      description =
          "Before training, or instead of it with --steps 0, clip weights to this multiple of their "
              + "matrix's root mean square; 0 = do not clip (default: 4, of language models 6; with "
              + "--steps 0 do not clip).")
  private Double weightLimit;

  @Option(
      names = "--cosine-weight",
      defaultValue = "1",
      description =
          "Sentence encoders only: weight of 1 - cosine between the embeddings, which is added to the "
              + "relative squared error of the last hidden states (default: ${DEFAULT-VALUE}).")
  private double cosineWeight;

  @Option(
      names = "--layer-weight",
      defaultValue = "1",
      description =
          "BERT and sentence encoders only: weight of the relative squared error of the hidden states after "
              + "each layer, where the original's are clipped at the threshold. It speeds up learning in "
              + "full precision (default: ${DEFAULT-VALUE}).")
  private double layerWeight;

  @Option(
      names = "--quantized-steps",
      description =
          "Number of steps, at the end of training, during which the model is fake-quantized to W8A8; "
              + "0 = none (default: half of the steps, of language models all).")
  private Long quantizedSteps;

  @Option(
      names = "--quantized-every",
      defaultValue = "2",
      description =
          "Of these steps, quantize only every so many; the others keep the model faithful in full "
              + "precision (default: ${DEFAULT-VALUE}).")
  private long quantizedEvery;

  @Option(
      names = "--calibration-interval",
      description =
          "Steps between two calibrations of the activation ranges while the model is fake-quantized "
              + "(default: 25, of language models 50).")
  private Long calibrationInterval;

  @Option(
      names = RANGE,
      paramLabel = "NAME",
      completionCandidates = Choices.Ranges.class,
      description =
          "Estimator of static activation ranges, in training and in measuring: "
              + "${COMPLETION-CANDIDATES} (default: the one that 'compare' uses for the model).")
  private String range;

  /**
   * Refuses options that a conversion of a model could not use, in every command that has these.
   *
   * @param steps of training, null where none are given
   * @throws ParameterException if one is given
   */
  static void requireUse(GivenOptions given, ConversionSource source, Long steps) {
    String model = "%s is a %s".formatted(source.name(), source.type());
    if (source.data() == DataKind.IMAGES) {
      given.refuse(model + ", which reads images and no text", "--data", "--length");
    } else {
      given.refuse(model + ", which reads text and no images", "--images");
    }
    if (source.measure() != QualityMeasure.COSINE) {
      given.refuse(
          model + " and no sentence encoder, whose embeddings it is for", "--cosine-weight");
    }
    if (source.data() == DataKind.IMAGES || source.type().isCausal()) {
      given.refuse(model + ", of which only the outputs are learned", "--layer-weight");
    }
    if (steps != null && steps == 0) {
      given.refuseMixin("nothing is trained in 0 steps", "conversion", WEIGHT_LIMIT, RANGE);
    }
  }

  /**
   * The recipe with what was given.
   *
   * @param interval steps from one measurement of W8A8 quality to the next
   * @param patience measurements without a better one after which training ends
   * @param changes of the optimiser's settings and the batch; 0 steps: the attention is swapped,
   *     weights are cut if a limit is given, and that is all
   * @throws IllegalArgumentException if a value cannot be
   */
  ConversionRecipe recipe(
      ConversionSource source, long interval, OptionalInt patience, Changes changes) {
    Usual amounts = Usual.of(source);
    TrainingConfig training =
        TrainingConfig.adamW(amounts.steps, amounts.learningRate).warmup(WARMUP);
    boolean trains = changes.get(Setting.STEPS, amounts.steps) != 0;
    ConversionRecipe usual =
        new ConversionRecipe(
            source,
            ranged(ConversionConfig.of(training))
                .batchSize(amounts.batch)
                .penalty(penalty)
                .threshold(threshold)
                .weightLimit(limit(trains ? amounts.weightLimit : 0))
                .cosineWeight(cosineWeight)
                .layerWeight(layerWeight)
                .quantizedEvery(quantizedEvery)
                .calibrationInterval(
                    calibrationInterval == null
                        ? amounts.calibrationInterval
                        : calibrationInterval),
            true,
            interval,
            patience,
            amounts.length);
    if (!trains) {
      return usual.with(changes.set(Setting.STEPS, 1)).untrained();
    }
    ConversionRecipe chosen = usual.with(changes);
    long all = chosen.config().training().steps();
    return chosen.withQuantizedSteps(
        quantizedSteps == null ? Math.round((1 - amounts.unquantized) * all) : quantizedSteps);
  }

  private double limit(double usual) {
    return weightLimit == null ? usual : weightLimit;
  }

  private ConversionConfig ranged(ConversionConfig config) {
    return range == null ? config : config.range(RangeEstimator.parse(range));
  }
}
