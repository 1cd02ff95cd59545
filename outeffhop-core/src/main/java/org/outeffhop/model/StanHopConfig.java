package org.outeffhop.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionVariant;
import org.outeffhop.tensor.Parameters;

/**
 * The shape of a STanHop-Net; field names are those of Hugging Face's {@code PatchTSTConfig} in
 * camel case, where it has the field.
 *
 * @param numInputChannels D, the number of series
 * @param contextLength time steps that the model sees
 * @param predictionLength time steps that it forecasts
 * @param patchLength time steps of a segment
 * @param mergeWindow segments that are merged into one from one encoder block to the next; 1: none
 * @param factor trained patterns over which each segment's series are pooled
 * @param dModel width of the hidden state
 * @param numHiddenLayers encoder blocks; the decoder has one layer more
 * @param numAttentionHeads heads of each attention
 * @param ffnDim width of the perceptrons' hidden layer
 * @param dropout on attention weights and on what is added to a residual
 * @param attention the attention method with its settings
 */
public record StanHopConfig(
    int numInputChannels,
    int contextLength,
    int predictionLength,
    int patchLength,
    int mergeWindow,
    int factor,
    int dModel,
    int numHiddenLayers,
    int numAttentionHeads,
    int ffnDim,
    double dropout,
    AttentionConfig attention)
    implements ModelConfig {
  static final ModelNames NAMES = ModelNames.of("StanHopNet");

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public StanHopConfig {
    attention.requireUnclassified("STanHop-Nets");
    ConfigChecks.heads("d_model", dModel, "num_attention_heads", numAttentionHeads);
    ConfigChecks.positive("num_input_channels", numInputChannels);
    ConfigChecks.positive("context_length", contextLength);
    ConfigChecks.positive("prediction_length", predictionLength);
    ConfigChecks.positive("patch_length", patchLength);
    ConfigChecks.positive("merge_window", mergeWindow);
    ConfigChecks.positive("factor", factor);
    ConfigChecks.layers("num_hidden_layers", numHiddenLayers);
    ConfigChecks.width("ffn_dim", ffnDim);
    ConfigChecks.probability("dropout", dropout);
    int segments = segments(contextLength, patchLength);
    for (int block = 1; block < numHiddenLayers; block++) {
      int padding = Math.floorMod(-segments, mergeWindow);
      if (padding > segments) {
        throw new IllegalArgumentException(
            "merge_window is %d, but block %d has only %d segments, too few to repeat for one; "
                    .formatted(mergeWindow, block, segments)
                + "use a smaller window, fewer blocks or a longer context");
      }
      segments = segments(segments, mergeWindow);
    }
  }

  /** The number of windows of a size that hold a length. */
  static int segments(int length, int size) {
    return Math.toIntExact(Math.floorDiv((long) length + size - 1, (long) size));
  }

  /** Time steps that are seen, in segments that every block can merge, and that are forecast. */
  @Override
  public List<SampleAxis> sampleAxes(int length) {
    int merged = patchLength;
    for (int block = 1; block < numHiddenLayers && merged <= contextLength; block++) {
      merged = Math.multiplyExact(merged, mergeWindow);
    }
    return List.of(axis(contextLength, merged), axis(predictionLength, patchLength));
  }

  private static SampleAxis axis(int steps, int unit) {
    if (steps <= 20L * unit) {
      return new SampleAxis(steps, steps);
    }
    long whole = (long) segments(steps, unit) * unit;
    return new SampleAxis(whole, 12 * unit, 16 * unit, 20 * unit);
  }

  @Override
  public StanHopConfig withSampleSizes(int... sizes) {
    return withLengths(sizes[0], sizes[1]);
  }

  @Override
  public ModelType type() {
    return ModelType.STANHOP;
  }

  @Override
  public boolean hasDropout() {
    return dropout > 0;
  }

  @Override
  public StanHopNet create(Parameters parameters) {
    return new StanHopNet(this, parameters);
  }

  /** Segments of the context. */
  public int contextSegments() {
    return segments(contextLength, patchLength);
  }

  /** Segments of the forecast. */
  public int predictionSegments() {
    return segments(predictionLength, patchLength);
  }

  /**
   * The model of the paper's scripts for ETTh1: 168 to 24 hours, segments of 6, 11 blocks of width
   * 256, nothing merged.
   */
  public static StanHopConfig etth1(AttentionConfig attention) {
    return small(168, 24, attention)
        .withChannels(7)
        .withPatches(6, 1, 10)
        .withSize(11, 256, 4)
        .withDropout(0.2);
  }

  /**
   * A model of one series without dropout: two blocks of width 32, segments of 6 steps, two of them
   * merged, pooled over 10 patterns.
   *
   * @param context time steps that it sees
   * @param horizon time steps that it forecasts
   */
  public static StanHopConfig small(int context, int horizon, AttentionConfig attention) {
    return new StanHopConfig(1, context, horizon, 6, 2, 10, 32, 2, 4, 64, 0, attention);
  }

  /**
   * The same model over other segments.
   *
   * @param length time steps of a segment
   * @param window segments that are merged into one from one block to the next; 1: none
   * @param pooled trained patterns over which each segment's series are pooled
   */
  public StanHopConfig withPatches(int length, int window, int pooled) {
    return new StanHopConfig(
        numInputChannels,
        contextLength,
        predictionLength,
        length,
        window,
        pooled,
        dModel,
        numHiddenLayers,
        numAttentionHeads,
        ffnDim,
        dropout,
        attention);
  }

  /** The same model with dropout of a probability. */
  public StanHopConfig withDropout(double probability) {
    return new StanHopConfig(
        numInputChannels,
        contextLength,
        predictionLength,
        patchLength,
        mergeWindow,
        factor,
        dModel,
        numHiddenLayers,
        numAttentionHeads,
        ffnDim,
        probability,
        attention);
  }

  /** The same model of another number of series. */
  public StanHopConfig withChannels(int channels) {
    return with(channels, contextLength, predictionLength, attention);
  }

  /** The same model of other lengths. */
  public StanHopConfig withLengths(int context, int prediction) {
    return with(numInputChannels, context, prediction, attention);
  }

  @Override
  public StanHopConfig withAttention(AttentionVariant variant) {
    AttentionConfig chosen =
        variant
            .in(
                method ->
                    new AttentionConfig(
                        method, attention.gamma(), attention.gate(), attention.gateBias()))
            .stretchedAs(attention);
    return with(numInputChannels, contextLength, predictionLength, chosen);
  }

  private StanHopConfig with(int channels, int context, int prediction, AttentionConfig chosen) {
    return new StanHopConfig(
        channels,
        context,
        prediction,
        patchLength,
        mergeWindow,
        factor,
        dModel,
        numHiddenLayers,
        numAttentionHeads,
        ffnDim,
        dropout,
        chosen);
  }

  /** The same model in another size, the perceptrons' hidden layer growing with the width. */
  public StanHopConfig withSize(int layers, int width, int heads) {
    return new StanHopConfig(
        numInputChannels,
        contextLength,
        predictionLength,
        patchLength,
        mergeWindow,
        factor,
        width,
        layers,
        heads,
        ConfigChecks.scaled("d_model", width, ffnDim, dModel),
        dropout,
        attention);
  }

  static StanHopConfig read(ConfigFields fields) {
    return new StanHopConfig(
        fields.size("num_input_channels"),
        fields.size("context_length"),
        fields.size("prediction_length"),
        fields.size("patch_length"),
        fields.size("merge_window"),
        fields.size("factor"),
        fields.size("d_model"),
        fields.size("num_hidden_layers"),
        fields.size("num_attention_heads"),
        fields.size("ffn_dim"),
        fields.number("dropout", 0),
        fields.attention(AttentionConfig::opt));
  }

  @Override
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("architectures", List.of("StanHopNet"));
    map.put("model_type", type().toString());
    map.put("num_input_channels", numInputChannels);
    map.put("context_length", contextLength);
    map.put("prediction_length", predictionLength);
    map.put("patch_length", patchLength);
    map.put("merge_window", mergeWindow);
    map.put("factor", factor);
    map.put("d_model", dModel);
    map.put("num_hidden_layers", numHiddenLayers);
    map.put("num_attention_heads", numAttentionHeads);
    map.put("ffn_dim", ffnDim);
    map.put("dropout", dropout);
    map.putAll(attention.asMap());
    return map;
  }
}
