package org.outeffhop.experiment.task;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.conversion.ConversionConfig;
import org.outeffhop.data.BlockSampler;
import org.outeffhop.experiment.diagnosis.TokenNames;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.metrics.OutputDivergence;
import org.outeffhop.metrics.sinks.TokenLabels;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.tensor.Parameters;

/**
 * A kind of data with its data, and what only it knows of the models that read them.
 *
 * <p>Data may be read when they are first asked for, see {@link #prepare}. Closing frees them.
 *
 * @param <M> the models
 * @param <B> a batch, with what would be right
 */
public interface Task<M extends Model, B> extends AutoCloseable {
  /**
   * Reads what is measured on, which is otherwise read when it is first needed.
   *
   * @param evaluation how much will be measured
   * @throws IllegalArgumentException if there are no data, or they do not fit the model
   */
  default void prepare(Evaluation evaluation) {
    data();
    heldOut(evaluation);
  }

  /** The data, by name. */
  RunData data();

  /** What the quality is. */
  QualityMeasure measure();

  /** A config with what follows from the data: vocabulary, channels, classes. */
  default ModelConfig fitted(ModelConfig config) {
    return config;
  }

  /** The class of its models. */
  Class<M> modelClass();

  /** A model of a config, with freshly drawn weights where the parameters are allocated. */
  default M create(ModelConfig config, Parameters parameters) {
    return modelClass().cast(config.create(parameters));
  }

  /** The number of samples to train on. */
  int trainingSamples();

  /** Tokens of a sample, for the log; 0 where there are none. */
  default long tokensPerSample() {
    return 0;
  }

  /** The training samples of every batch, counted from 0; a function of the arguments alone. */
  default LongFunction<int[]> trainingSamples(int batchSize, long seed) {
    return new BlockSampler(trainingSamples(), batchSize, seed)::indices;
  }

  /**
   * The batches from which ranges come: of training data, the same for every model, and as they are
   * measured, without augmentation.
   */
  default List<Selection> calibration(Evaluation evaluation) {
    LongFunction<int[]> samples =
        trainingSamples(evaluation.batchSize(), Selection.MEASUREMENT_SEED);
    return Selection.measured(Part.TRAINING, evaluation.calibrationBatches(), samples::apply);
  }

  /** The batches on which a model is measured after training. */
  List<Selection> heldOut(Evaluation evaluation);

  /** The few batches on which a model is measured now and then during training. */
  List<Selection> glimpse(Evaluation evaluation);

  /** The measurement of a model that a comparison makes after training. */
  default HeldOut<M, B> measurement(M model, Device device, Evaluation evaluation) {
    return new HeldOut<>(
        this,
        model,
        Optional.empty(),
        false,
        device,
        quantization(),
        calibration(evaluation),
        heldOut(evaluation),
        () -> {});
  }

  /** A measurement on some batches, without any to calibrate on. */
  default HeldOut<M, B> measurement(M model, Device device, List<Selection> measured) {
    return new HeldOut<>(
        this,
        model,
        Optional.empty(),
        false,
        device,
        quantization(),
        List.of(),
        measured,
        () -> {});
  }

  /** A batch as it is measured. */
  B batch(Selection selection, Device device);

  /** What the graph is given of a batch. */
  Tensor inputs(B batch);

  /** What the graph gives, computed by the model. */
  Tensor output(M model, Tensor inputs, ForwardContext context);

  /** What is minimised, a tensor with one element: the mean over the selection's samples. */
  Tensor trainingLoss(M model, Selection selection, Device device, ForwardContext context);

  /** How a model's batches become its quality. */
  Scoring<B, ?> scoring(M model);

  /** How a comparison quantizes such a model. */
  default QuantizationConfig quantization() {
    return QuantizationConfig.w8a8();
  }

  /**
   * Some held-out data as the graph takes it, again and again where they are too few.
   *
   * @param length tokens of a sequence, where the length is free
   */
  Tensor samples(int batch, int length);

  /** A batch for comparing engines, with what the model makes of it. */
  GraphSample graphSample(M model, ModelConfig config) throws IOException;

  /**
   * Writes the files that belong beside a model of this task: tokenizer, preprocessing, units.
   *
   * @return their names; none where there is nothing to write
   */
  List<String> writeCompanions(Path folder) throws IOException;

  /** Writes a model with its settings and the files that belong beside it. */
  default void write(Path folder, ModelConfig config, M model) {
    try {
      writeCompanions(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
    CheckpointWriter.FLOAT32.write(folder, config, model);
  }

  /** Adds to a graph what follows from its outputs and only the task knows. */
  default void complete(OnnxExport export, ModelConfig config) {}

  /** What is missing for running an exported model, and how it is to be used, in sentences. */
  default List<String> notes(ModelConfig config) {
    return List.of();
  }

  /**
   * The text at each position of the first sample of {@link #glimpse}; none where data are no text.
   */
  default List<String> positions(Evaluation evaluation) {
    return List.of();
  }

  /** What stands at every position of a batch, where the rows of modules' outputs are tokens. */
  default TokenLabels labels(M model, B batch) {
    return TokenLabels.none();
  }

  /** What those labels, or positions of keys, stand for; to be closed. */
  default TokenNames names() {
    return TokenNames.numbers("position");
  }

  /** Runs the model on a batch up to where its last module is seen, without a loss. */
  default void look(M model, B batch, ForwardContext context) {
    Tensor unused = output(model, inputs(batch), context);
  }

  /** What a student learns of its teacher: the output, unless a task says otherwise. */
  default List<Tensor> learned(M model, Tensor inputs, ForwardContext context) {
    return List.of(output(model, inputs, context));
  }

  /** How far what a student makes of a batch is from its teacher's, a tensor with one element. */
  default Tensor distance(List<Tensor> student, List<Tensor> teacher, ConversionConfig config) {
    return OutputDivergence.of(student.get(0), teacher.get(0));
  }

  /** Whether a student's outputs are compared with its teacher's beside the quality. */
  default boolean comparesOutputs() {
    return true;
  }

  @Override
  default void close() {}
}
