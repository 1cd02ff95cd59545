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
import org.outeffhop.model.ImageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.LlamaConfig;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.model.TokenModel;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.model.VisionTransformerEncoder;
import org.outeffhop.quantization.migration.ScaleMigration;
import org.outeffhop.quantization.migration.ShortcutScales;
import org.outeffhop.tensor.Parameters;

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

  /** What every file of ours says of itself. */
  static final List<String> METADATA =
      List.of("model", "attention", "precision", "config", "version");

  /** The longest sequence, of models over tokens. */
  static final String MAX_LENGTH = "max_length";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final OnnxGraph graph = new OnnxGraph();
  private final Weights weights;
  private final OnnxLayers layers;
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private OnnxExport(Parameters parameters, Precision precision, Map<String, Object> config) {
    this(parameters, precision, config, Map.of());
  }

  private OnnxExport(
      Parameters parameters,
      Precision precision,
      Map<String, Object> config,
      Map<String, double[]> shortcuts) {
    weights = new Weights(parameters);
    layers = new OnnxLayers(graph, weights, Arithmetic.of(precision), shortcuts);
    metadata.put("model", config.get("model_type").toString());
    metadata.put("attention", config.get("attention_method").toString());
    metadata.put("precision", precision.toString());
    try {
      metadata.put("config", JSON.writeValueAsString(config));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a configuration of numbers and names", e);
    }
  }

  /**
   * A model over tokens. BERT, OPT and Llama give {@code logits}, [batch, length, V], and, as
   * {@link BertEncoder} does alone, {@code last_hidden_state}, [batch, length, D]. Inputs are
   * {@code input_ids}, {@code attention_mask} and, of BERT, {@code token_type_ids}, all int64,
   * [batch, length].
   */
  public static OnnxExport of(LanguageModelConfig config, TokenModel model, Precision precision) {
    OnnxExport export = new OnnxExport(model.parameters(), precision, config.asMap());
    export.metadata.put(MAX_LENGTH, Integer.toString(config.maxPositionEmbeddings()));
    if (config instanceof BertConfig bert) {
      export.build(bert, model);
    } else if (config instanceof OptConfig opt) {
      new OptGraph(opt, export.layers, false).languageModel();
    } else if (config instanceof LlamaConfig llama) {
      new LlamaGraph(llama, export.layers, false).languageModel();
    }
    return export;
  }

  /**
   * A BERT in which scales were moved, see {@link ShortcutScales}.
   *
   * @param shortcuts what was taken out of its norms, {@link ScaleMigration#shortcuts}
   */
  public static OnnxExport of(
      BertConfig config, TokenModel model, Precision precision, Map<String, double[]> shortcuts) {
    OnnxExport export =
        new OnnxExport(model.parameters(), precision, config.asMap(), Map.copyOf(shortcuts));
    export.metadata.put(MAX_LENGTH, Integer.toString(config.maxPositionEmbeddings()));
    export.build(config, model);
    return export;
  }

  private void build(BertConfig config, TokenModel model) {
    BertGraph builder = new BertGraph(config, layers);
    if (model instanceof BertEncoder) {
      builder.encoder();
    } else {
      builder.maskedLanguageModel();
    }
  }

  /**
   * OPT or Llama on ONNX Runtime's fused attention with a cache, for text that grows token by
   * token: besides the outputs of {@link #of(LanguageModelConfig, TokenModel, Precision)}, every
   * layer has {@code past_key_values.N.key} and {@code .value} as inputs and {@code present.N.key}
   * and {@code .value} as outputs, [batch, heads, places, size]. {@code attention_mask} is over the
   * places before these tokens as well, [batch, total]; padding stands behind a sequence.
   *
   * @throws IllegalArgumentException if the model is no decoder, or the fused kernel does not have
   *     its attention method or does not take its heads' size, which must be a multiple of 8
   */
  public static OnnxExport cached(
      LanguageModelConfig config, TokenModel model, Precision precision) {
    CachedAttention.requireKnown(config.attention().method());
    OnnxExport export = new OnnxExport(model.parameters(), precision, config.asMap());
    export.metadata.put(MAX_LENGTH, Integer.toString(config.maxPositionEmbeddings()));
    if (config instanceof OptConfig opt) {
      new OptGraph(opt, export.layers, true).languageModel();
    } else if (config instanceof LlamaConfig llama) {
      new LlamaGraph(llama, export.layers, true).languageModel();
    } else {
      throw new IllegalArgumentException(
          "model_type is %s; opt and llama, which go on with a text, can have a cache"
              .formatted(config.modelType()));
    }
    return export;
  }

  /**
   * A model over images: {@code pixel_values}, [batch, C, size, size], to {@code logits}, [batch,
   * classes], or, without a head, to {@code last_hidden_state}, [batch, L, D].
   */
  public static OnnxExport of(
      VisionTransformerConfig config, ImageModel model, Precision precision) {
    OnnxExport export = new OnnxExport(model.parameters(), precision, config.asMap());
    VisionTransformerGraph builder = new VisionTransformerGraph(config, export.layers);
    if (model instanceof VisionTransformerEncoder) {
      builder.encoder();
    } else {
      builder.classifier();
    }
    return export;
  }

  /**
   * A forecast: {@code past_values}, [batch, context length, D], to {@code prediction_outputs},
   * [batch, prediction length, D].
   */
  public static OnnxExport of(StanHopNet model, Precision precision) {
    StanHopConfig config = model.config();
    OnnxExport export = new OnnxExport(model.parameters(), precision, config.asMap());
    new StanHopGraph(config, export.layers).forecast();
    return export;
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
