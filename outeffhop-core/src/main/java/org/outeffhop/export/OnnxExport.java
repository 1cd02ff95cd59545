package org.outeffhop.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.Gpt2Config;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.LlamaConfig;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.model.VisionTransformerEncoder;
import org.outeffhop.nn.TokenPooling;
import org.outeffhop.quantization.migration.ScaleMigration;
import org.outeffhop.quantization.migration.ShortcutScales;
import org.outeffhop.runtime.GraphNames;

/**
 * A model as an ONNX graph, which reads the model's parameters when it is written; they must not
 * change meanwhile.
 *
 * <p>Axes named {@code batch} and {@code length} are free. Constants have the names of parameters,
 * nodes and their outputs those of Hugging Face's modules.
 */
public final class OnnxExport implements AutoCloseable {
  /** Above so many bytes of weights, they go into a file of their own; a graph can have 2 GB. */
  public static final long LARGEST_GRAPH = 1_900_000_000L;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final OnnxGraph graph = new OnnxGraph();
  private final Weights weights;
  private final OnnxLayers layers;
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private OnnxExport(
      ModelConfig config, Model model, Precision precision, Map<String, double[]> shortcuts) {
    weights = new Weights(model.parameters());
    layers = new OnnxLayers(graph, weights, Arithmetic.of(precision), Map.copyOf(shortcuts));
    metadata.put("model", config.type().toString());
    metadata.put("pipeline_tag", config.type().task().toString());
    metadata.put("attention", config.attention().method().toString());
    metadata.put("precision", precision.toString());
    precision.processor().ifPresent(made -> metadata.put(GraphNames.PROCESSOR, made.toString()));
    try {
      metadata.put("config", JSON.writeValueAsString(config.asMap()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a configuration of numbers and names", e);
    }
    if (config instanceof LanguageModelConfig language) {
      metadata.put(GraphNames.MAX_LENGTH, Integer.toString(language.maxPositionEmbeddings()));
    }
  }

  /**
   * A model as it computes.
   *
   * <p>Models over tokens give {@code logits}, [batch, length, V], and, as an encoder without a
   * head does alone, {@code last_hidden_state}, [batch, length, D]. Inputs are {@code input_ids},
   * {@code attention_mask} and, of BERT, {@code token_type_ids}, all int64, [batch, length].
   *
   * <p>Models over images have {@code pixel_values}, [batch, C, size, size], to {@code logits},
   * [batch, classes], or, without a head, to {@code last_hidden_state}, [batch, L, D].
   *
   * <p>Forecasts have {@code past_values}, [batch, context length, D], to {@code
   * prediction_outputs}, [batch, prediction length, D].
   *
   * @throws IllegalArgumentException if the model is of another type than the config
   */
  public static OnnxExport of(ModelConfig config, Model model, Precision precision) {
    return of(config, model, precision, Map.of());
  }

  /**
   * The same of a model in which scales were moved, see {@link ShortcutScales}.
   *
   * @param shortcuts what was taken out of its norms, {@link ScaleMigration#shortcuts}
   * @throws IllegalArgumentException if there are any and the model's graph has no place for them
   */
  public static OnnxExport of(
      ModelConfig config, Model model, Precision precision, Map<String, double[]> shortcuts) {
    requireFit(config, model);
    if (config.type() != ModelType.BERT) {
      ShortcutScales.requireNone(shortcuts.keySet(), config.type().toString());
    }
    OnnxExport export = new OnnxExport(config, model, precision, shortcuts);
    return export.built(export.graph(config, model, false));
  }

  /**
   * A decoder on ONNX Runtime's fused attention with a cache, for text that grows token by token:
   * besides the outputs of {@link #of(ModelConfig, Model, Precision)}, every layer has {@code
   * past_key_values.N.key} and {@code .value} as inputs and {@code present.N.key} and {@code
   * .value} as outputs, [batch, heads, places, size]. {@code attention_mask} is over the places
   * before these tokens as well, [batch, total]; padding stands behind a sequence.
   *
   * @throws IllegalArgumentException if the model is no decoder, or the fused kernel does not have
   *     its attention method or does not take its heads' size, which must be a multiple of 8
   */
  public static OnnxExport cached(ModelConfig config, Model model, Precision precision) {
    requireFit(config, model);
    if (!config.type().isCausal()) {
      throw new IllegalArgumentException(
          "model_type is %s; only decoders can have a cache: %s"
              .formatted(config.type(), ModelType.list(ModelType::isCausal)));
    }
    CachedAttention.requireKnown(config.attention().method());
    OnnxExport export = new OnnxExport(config, model, precision, Map.of());
    return export.built(export.graph(config, model, true));
  }

  private static void requireFit(ModelConfig config, Model model) {
    requireGraph(config);
    List<String> known = config.type().names().architectures();
    if (!known.contains(model.architecture())) {
      throw new IllegalArgumentException(
          "the model is a %s; with model_type %s it can be %s"
              .formatted(model.architecture(), config.type(), String.join(", ", known)));
    }
  }

  /**
   * Refuses a model that no graph computes.
   *
   * @throws IllegalArgumentException if its keys are classified
   */
  public static void requireGraph(ModelConfig config) {
    config.attention().requireUnclassified("ONNX graphs");
  }

  /** This, closed where its graph cannot be made. */
  private OnnxExport built(Runnable building) {
    try {
      building.run();
      return this;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** What makes the graph. The compiler refuses a type of model that is missing here. */
  private Runnable graph(ModelConfig config, Model model, boolean cached) {
    return switch (config.type()) {
      case BERT -> () -> bert(new BertGraph((BertConfig) config, layers), model);
      case OPT -> () -> new OptGraph((OptConfig) config, layers, cached).languageModel();
      case LLAMA -> () -> new LlamaGraph((LlamaConfig) config, layers, cached).languageModel();
      case GPT2 -> () -> new Gpt2Graph((Gpt2Config) config, layers, cached).languageModel();
      case VIT ->
          () -> vit(new VisionTransformerGraph((VisionTransformerConfig) config, layers), model);
      case STANHOP -> () -> new StanHopGraph((StanHopConfig) config, layers).forecast();
    };
  }

  private static void bert(BertGraph graph, Model model) {
    if (model instanceof BertEncoder) {
      graph.encoder();
    } else {
      graph.maskedLanguageModel();
    }
  }

  private static void vit(VisionTransformerGraph graph, Model model) {
    if (model instanceof VisionTransformerEncoder) {
      graph.encoder();
    } else {
      graph.classifier();
    }
  }

  /**
   * Adds the output {@code sentence_embedding}, [batch, modes D], behind all others: what pooling
   * makes of {@code last_hidden_state} and {@code attention_mask}.
   *
   * @param width D
   */
  public void embed(TokenPooling pooling, long width) {
    EmbeddingGraph.of(layers.ops("pooling")).output(pooling, width);
    describe(GraphNames.POOLING, pooling.toString());
  }

  /** Adds to what the file says of itself, such as what its ranges were calibrated on. */
  public void describe(String name, String value) {
    metadata.put(name, value);
  }

  /**
   * The probe points whose values are eight-bit integers in the graph: what is to be simulated to
   * get what it computes. Empty for other precisions than int8.
   */
  public Set<String> quantizedPoints() {
    return layers.arithmetic().quantizedPoints();
  }

  /**
   * What the model computes under to get what its int8 graph does: the graph's activations rounded
   * to its grids, and its integers in place of weights. What differs still: the graph rounds
   * biases, has GELU in its form with tanh, and gives an attention gate, and the residual of a
   * post-norm model, the value before it was rounded. It lives as long as this export.
   *
   * @throws IllegalArgumentException for other precisions than int8
   */
  public GraphSimulation simulation() {
    return layers.arithmetic().simulation();
  }

  /**
   * Writes the file, and beside it {@code NAME.data} where the weights are too many for one.
   *
   * @param version of the project, for the metadata
   */
  public void write(Path file, String version) throws IOException {
    write(file, version, LARGEST_GRAPH);
  }

  /** The same with another limit of the bytes of weights in the file itself. */
  void write(Path file, String version, long limit) throws IOException {
    Map<String, String> properties = new LinkedHashMap<>(metadata);
    properties.put("version", version);
    if (!quantizedPoints().isEmpty()) {
      properties.put("quantized", String.join(" ", new TreeSet<>(quantizedPoints())));
    }
    new OnnxFile(graph, properties).write(file, limit);
  }

  @Override
  public void close() {
    weights.close();
  }
}
