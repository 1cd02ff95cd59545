package org.outeffhop.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * STanHop-Net: a forecast of several series from their past. Segments of time are embedded, an
 * encoder of {@link StanHopLayer}s sees them at coarser and coarser scales, and every scale, the
 * embedding included, adds to the forecast through its layer of the decoder.
 *
 * <p>Wu et al., ICLR 2024 (arXiv 2312.17346). Parameter names are those of the authors' code, and
 * so are the details: a context that does not fill its segments is padded in front with its first
 * step. The trained patterns of pooling are drawn from N(0, 1); there they are left uninitialised.
 */
public final class StanHopNet implements Model {
  private static final String ENCODER = "encoder.encode_blocks.";
  private static final String DECODER = "decoder.decode_layers.";

  private final Parameters parameters;
  private final StanHopConfig config;
  private final Linear embedding;
  private final Tensor contextPositions;
  private final Tensor forecastPositions;
  private final Norm norm;
  private final List<StanHopEncoderBlock> encoder = new ArrayList<>();
  private final List<StanHopDecoderLayer> decoder = new ArrayList<>();

  /** A net with freshly drawn weights; the engine's seed determines them. */
  public StanHopNet(StanHopConfig config) {
    this(config, new Parameters());
  }

  /** A net whose weights are put into {@code parameters}. */
  public StanHopNet(StanHopConfig config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
    long width = config.dModel();
    long series = config.numInputChannels();
    contextPositions = parameters.normal("enc_pos", 1, 1, series, config.contextSegments(), width);
    forecastPositions =
        parameters.normal("dec_pos", 1, 1, series, config.predictionSegments(), width);
    embedding = StanHopParts.linear(parameters, "enc_emb.linear", config.patchLength(), width);
    norm = StanHopParts.norm(parameters, "pre_norm", width);
    for (int block = 0; block < config.numHiddenLayers(); block++) {
      int window = block == 0 ? 1 : config.mergeWindow();
      encoder.add(new StanHopEncoderBlock(parameters, ENCODER + block, config, window));
    }
    for (int layer = 0; layer <= config.numHiddenLayers(); layer++) {
      decoder.add(new StanHopDecoderLayer(parameters, DECODER + layer, config));
    }
  }

  /** What it was made with. */
  public StanHopConfig config() {
    return config;
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public String architecture() {
    return "StanHopNet";
  }

  /**
   * The forecast.
   *
   * @param x [B, context length, D], float32
   * @return [B, prediction length, D]
   * @throws IllegalArgumentException if x has another length or number of series
   */
  public Tensor forecast(Tensor x, ForwardContext context) {
    return forecast(x, embedded -> embedded, context);
  }

  /**
   * The forecast with an external memory.
   *
   * @param memory of what {@link #remembered} made of other contexts
   */
  public Tensor forecast(Tensor x, StanHopMemory memory, ForwardContext context) {
    return forecast(x, memory::recalled, context);
  }

  /**
   * The embedded segments of contexts, which an external memory stores.
   *
   * @param contexts [M, context length, D], float32
   * @return [1, D, M L, W]
   */
  public Tensor remembered(Tensor contexts) {
    requireShape("the contexts", contexts, config.contextLength());
    try (TensorScope scope = TensorScope.open()) {
      Tensor embedded = embed(contexts, ForwardContext.EVALUATION);
      return scope.keep(embedded.transpose(0, 1).flatten(1, 2).unsqueeze(0).contiguous());
    }
  }

  private Tensor forecast(Tensor x, UnaryOperator<Tensor> recall, ForwardContext context) {
    requireShape("the context", x, config.contextLength());
    try (TensorScope scope = TensorScope.open()) {
      List<Tensor> scales = encode(recall.apply(embed(x, context)), context);
      Tensor hidden = forecastPositions.expand(x.size(0), -1, -1, -1);
      Tensor sum = null;
      for (int layer = 0; layer < decoder.size(); layer++) {
        StanHopDecoderLayer.Output output =
            decoder.get(layer).forward(hidden, scales.get(layer), context);
        hidden = output.hidden();
        sum = sum == null ? output.forecast() : sum.add(output.forecast());
      }
      Tensor steps = sum.reshape(x.size(0), x.size(2), -1).transpose(1, 2);
      return scope.keep(steps.narrow(1, 0, config.predictionLength()));
    }
  }

  @Override
  public Tensor blankPass(int samples, int length, ForwardContext context) {
    long series = config.numInputChannels();
    Tensor contexts = Tensors.zeros(ScalarType.Float, samples, config.contextLength(), series);
    return forecast(contexts, context);
  }

  /**
   * The mean squared error of the forecast.
   *
   * @param x [B, context length, D]
   * @param target [B, prediction length, D]
   */
  public Tensor loss(Tensor x, Tensor target, ForwardContext context) {
    requireShape("the target", target, config.predictionLength());
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(torch.mse_loss(forecast(x, context), target));
    }
  }

  /** [B, D, L, W]. */
  private Tensor embed(Tensor x, ForwardContext context) {
    Tensor segments = context.probe().at("inputs", segments(x));
    return norm.forward(
        context.probe().at("enc_emb", embedding.forward(segments, context).add(contextPositions)),
        context);
  }

  /** The embedded segments, [B, D, L, W], and after them every block's. */
  private List<Tensor> encode(Tensor embedded, ForwardContext context) {
    List<Tensor> scales = new ArrayList<>(List.of(embedded));
    for (StanHopEncoderBlock block : encoder) {
      scales.add(block.forward(scales.get(scales.size() - 1), context));
    }
    return scales;
  }

  /** [B, T, D] to [B, D, L, segment]. */
  private Tensor segments(Tensor x) {
    long length = config.patchLength();
    long missing = config.contextSegments() * length - x.size(1);
    Tensor whole =
        missing == 0
            ? x
            : torch.cat(new TensorVector(x.narrow(1, 0, 1).expand(-1, missing, -1), x), 1);
    return whole.transpose(1, 2).reshape(x.size(0), x.size(2), -1, length);
  }

  private void requireShape(String what, Tensor x, long length) {
    if (x.dim() != 3 || x.size(1) != length || x.size(2) != config.numInputChannels()) {
      throw new IllegalArgumentException(
          "%s has shape %s; it takes [B, %d, %d]"
              .formatted(
                  what, Arrays.toString(Tensors.shape(x)), length, config.numInputChannels()));
    }
  }

  /** The outputs of every block, of the decoder's layers, and of all their perceptrons. */
  @Override
  public List<String> outlierProbePoints() {
    List<String> names = new ArrayList<>();
    for (int block = 0; block < encoder.size(); block++) {
      names.addAll(StanHopLayer.outlierProbePoints(StanHopEncoderBlock.layerName(ENCODER + block)));
    }
    for (int layer = 0; layer < decoder.size(); layer++) {
      names.addAll(StanHopDecoderLayer.outlierProbePoints(DECODER + layer));
    }
    return names;
  }
}
