package org.outeffhop.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.outeffhop.files.InputPath;
import org.outeffhop.machine.Processor;

/** An exported model in ONNX Runtime. */
public final class OnnxModel implements AutoCloseable {
  /** Otherwise threads that wait for the next batch take cores from whatever else computes. */
  private static final String NO_SPINNING = "session.force_spinning_stop";

  /** Bytes that an x86 without VNNI would add in 16 bits are made unsigned, which is exact. */
  private static final int MOST_THREADS = 1024;

  private static final String EXACT_PRODUCTS = "session.x64quantprecision";

  private final Path file;
  private final OrtEnvironment environment = OnnxRuntime.environment();
  private final OrtSession session;
  private final Map<String, String> metadata;

  private final Processor processor;

  private OnnxModel(Path file, OrtSession session, Processor processor) throws OrtException {
    this.file = file;
    this.session = session;
    this.processor = processor;
    metadata = session.getMetadata().getCustomMetadata();
  }

  /**
   * Opens a model that {@code export} wrote. Constants that it has in other files must lie in its
   * folder.
   *
   * @param threads that compute one operator together
   * @throws IllegalArgumentException if there is no such file, it is damaged or not one of ours
   */
  public static OnnxModel open(Path file, int threads) throws IOException {
    return open(file, threads, null, Processor.ofThisMachine());
  }

  /**
   * Opens any program's model, whose metadata need not say what it is.
   *
   * @param threads that compute one operator together
   * @throws IllegalArgumentException if there is no such file, or it is damaged
   */
  public static OnnxModel foreign(Path file, int threads) throws IOException {
    return opened(file, threads, null, Processor.ofThisMachine());
  }

  /**
   * Opens a model and has ONNX Runtime write down what its optimisations made of it.
   *
   * @param optimised the file to write, or null
   */
  public static OnnxModel open(Path file, int threads, Path optimised, Processor processor)
      throws IOException {
    InputPath.requireFile(file);
    RunnableGraph.require(file);
    OnnxModel model = opened(file, threads, optimised, processor);
    try {
      model.requireOurs();
      model.maxLength();
      return model;
    } catch (IllegalArgumentException e) {
      model.close();
      throw e;
    }
  }

  /**
   * Checks a number of threads before anything is opened: ONNX Runtime starts as many as it is
   * told.
   *
   * @throws IllegalArgumentException if it is not from 1 to 1024
   */
  public static void requireThreads(int threads) {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new IllegalArgumentException(
          "threads is " + threads + "; it must be from 1 to " + MOST_THREADS);
    }
  }

  private static OnnxModel opened(Path file, int threads, Path optimised, Processor processor)
      throws IOException {
    InputPath.requireFile(file);
    requireThreads(threads);
    ExternalData.require(file);
    OrtEnvironment environment = OnnxRuntime.environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.addConfigEntry(NO_SPINNING, "1");
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      if (optimised != null) {
        options.setOptimizedModelFilePath(optimised.toString());
      }
      return new OnnxModel(file, session(environment, file, options, processor), processor);
    } catch (OrtException e) {
      throw new IllegalArgumentException(
          file + " is no ONNX model that ONNX Runtime can open: " + e.getMessage(), e);
    }
  }

  /** Of a graph in which two products share a zero point, ONNX Runtime cannot make them exact. */
  private static OrtSession session(
      OrtEnvironment environment, Path file, OrtSession.SessionOptions options, Processor processor)
      throws OrtException {
    if (!TargetProcessor.addsIn32Bits(processor)) {
      options.addConfigEntry(EXACT_PRODUCTS, "1");
      try {
        return environment.createSession(file.toString(), options);
      } catch (OrtException e) {
        options.addConfigEntry(EXACT_PRODUCTS, "0");
      }
    }
    return environment.createSession(file.toString(), options);
  }

  private void requireOurs() {
    for (String key : GraphNames.METADATA) {
      if (!metadata.containsKey(key)) {
        throw new IllegalArgumentException(
            "%s is an ONNX model of another program or an earlier version: its metadata have no '%s', only %s; export one with ./outeffhop export"
                .formatted(file, key, metadata.keySet()));
      }
    }
  }

  /** What {@code export} wrote besides the graph: model, attention, precision and so on. */
  public Map<String, String> metadata() {
    return Map.copyOf(metadata);
  }

  /**
   * A sentence for the user if the graph is in eight bits and not made for this processor, or does
   * not say for which, as those of earlier versions.
   *
   * @throws IllegalArgumentException if the metadata name an unknown kind of processor
   */
  public Optional<String> warning() {
    if (!metadata.getOrDefault("precision", "").startsWith("int8")) {
      return Optional.empty();
    }
    String made = metadata.get(GraphNames.PROCESSOR);
    try {
      return made == null
          ? TargetProcessor.unknown(file.toString(), processor)
          : TargetProcessor.of(made).warning(file.toString(), processor);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": its metadata's " + e.getMessage(), e);
    }
  }

  /** The file it was opened from. */
  public Path file() {
    return file;
  }

  /** The names of the outputs, the first of which {@link #run(Map)} gives. */
  public List<String> outputs() {
    return List.copyOf(session.getOutputNames());
  }

  /** Whether it is a decoder with a cache, which {@link #decoder} runs. */
  public boolean isCached() {
    return inputs().stream().anyMatch(name -> name.startsWith(GraphNames.PAST));
  }

  /** The inputs of a decoder with a cache for sequences that begin; of other models none. */
  public Map<String, OnnxInput> emptyPast(long batch) {
    Map<String, OnnxInput> empty = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
        if (input.getKey().startsWith(GraphNames.PAST)) {
          long[] shape = ((TensorInfo) input.getValue().getInfo()).getShape().clone();
          shape[0] = batch;
          shape[2] = 0;
          empty.put(input.getKey(), OnnxInput.of(new float[0], shape));
        }
      }
      return empty;
    } catch (OrtException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** One sequence, empty yet, in a decoder with a cache; close it before the model. */
  public OnnxDecoder decoder() {
    if (!isCached()) {
      throw new IllegalStateException(file + " has no cache");
    }
    return new OnnxDecoder(session);
  }

  /** The names of the inputs. */
  public Set<String> inputs() {
    return session.getInputNames();
  }

  /** Computes the first output, as {@link #run(Map, String)} does. */
  public OnnxOutput run(Map<String, OnnxInput> inputs) {
    return run(inputs, outputs().get(0));
  }

  /**
   * Computes an output.
   *
   * @param inputs a value for every input, and no other
   * @throws IllegalArgumentException naming the input that is missing, unknown or of another type
   *     or shape; of a decoder with a cache also where padding is in front of a sequence
   */
  public OnnxOutput run(Map<String, OnnxInput> inputs, String output) {
    return run(
        inputs,
        (tensors, axes) -> {
          try (OrtSession.Result result = session.run(tensors, Set.of(output))) {
            OnnxTensor computed = (OnnxTensor) result.get(0);
            FloatBuffer values = computed.getFloatBuffer();
            float[] floats = new float[values.remaining()];
            values.get(floats);
            return new OnnxOutput(floats, computed.getInfo().getShape());
          }
        });
  }

  /**
   * Computes the first output into memory outside Java's heap, which holds none of it.
   *
   * @param inputs as {@link #run(Map)} takes them
   * @param memory gives as much as an output of a shape needs, a direct buffer
   */
  public void runInto(Map<String, OnnxInput> inputs, Function<long[], FloatBuffer> memory) {
    run(
        inputs,
        (tensors, axes) -> {
          Map.Entry<String, NodeInfo> output = session.getOutputInfo().entrySet().iterator().next();
          long[] shape = axes.sizes((TensorInfo) output.getValue().getInfo());
          try (OnnxTensor written =
              OnnxTensor.createTensor(environment, memory.apply(shape), shape)) {
            session.run(tensors, Map.of(output.getKey(), written)).close();
          }
          return shape;
        });
  }

  /** What is done with inputs that fit. */
  private interface Run<R> {
    R of(Map<String, OnnxTensor> inputs, AxisCheck axes) throws OrtException;
  }

  private <R> R run(Map<String, OnnxInput> inputs, Run<R> run) {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      requireNames(inputs);
      if (isCached()) {
        inputs.get("attention_mask").requirePaddingBehind();
      }
      AxisCheck axes = new AxisCheck(maxLength().orElse(Integer.MAX_VALUE));
      for (Map.Entry<String, NodeInfo> input : session.getInputInfo().entrySet()) {
        OnnxInput value = inputs.get(input.getKey());
        TensorInfo wanted = (TensorInfo) input.getValue().getInfo();
        value.require(input.getKey(), wanted);
        axes.require(input.getKey(), value, wanted);
        tensors.put(input.getKey(), tensor(value));
      }
      return run.of(tensors, axes);
    } catch (OrtException e) {
      throw new IllegalArgumentException(
          file + ": ONNX Runtime cannot run it: " + e.getMessage(), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  /**
   * The longest sequence, of a model over tokens whose file says it.
   *
   * @throws IllegalArgumentException if what the file says is no length
   */
  public OptionalInt maxLength() {
    String length = metadata.get(GraphNames.MAX_LENGTH);
    if (length == null) {
      return OptionalInt.empty();
    }
    if (!length.matches("0*[1-9]\\d{0,9}") || Long.parseLong(length) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s: its metadata's %s is '%s'; it must be a whole number from 1 to %d"
              .formatted(file, GraphNames.MAX_LENGTH, length, Integer.MAX_VALUE));
    }
    return OptionalInt.of(Integer.parseInt(length));
  }

  private void requireNames(Map<String, OnnxInput> inputs) {
    if (!inputs.keySet().equals(session.getInputNames())) {
      throw new IllegalArgumentException(
          file
              + " takes the inputs "
              + session.getInputNames()
              + ", got "
              + Arrays.toString(inputs.keySet().toArray()));
    }
  }

  private OnnxTensor tensor(OnnxInput input) throws OrtException {
    return input.longs() == null
        ? OnnxTensor.createTensor(environment, FloatBuffer.wrap(input.floats()), input.shape())
        : OnnxTensor.createTensor(environment, LongBuffer.wrap(input.longs()), input.shape());
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(file + ": cannot be closed", e);
    }
  }
}
