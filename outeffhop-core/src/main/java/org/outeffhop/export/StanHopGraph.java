package org.outeffhop.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import org.outeffhop.model.StanHopConfig;

/** STanHop-Net as a graph; it reads as {@code StanHopNet} and its blocks do. */
final class StanHopGraph {
  private static final String ENCODER = "encoder.encode_blocks.";
  private static final String DECODER = "decoder.decode_layers.";

  private final StanHopConfig config;
  private final OnnxLayers layers;
  private final StanHopLayerGraph blocks;
  private final long series;
  private final long width;

  StanHopGraph(StanHopConfig config, OnnxLayers layers) {
    this.config = config;
    this.layers = layers;
    blocks = new StanHopLayerGraph(config, layers);
    series = config.numInputChannels();
    width = config.dModel();
  }

  /** {@code prediction_outputs}, [B, prediction length, D], from {@code past_values}. */
  void forecast() {
    OnnxOps ops = layers.ops("decoder");
    OnnxGraph graph = layers.graph();
    OnnxValue past =
        graph.input("past_values", DataType.FLOAT, Sequences.BATCH, config.contextLength(), series);
    List<Scale> scales = encode(past);
    long segments = config.predictionSegments();
    OnnxValue batch = ops.concat(0, ops.slice(ops.shape(past), 0, 0, 1), graph.integers(1, 1, 1));
    OnnxValue positions = ops.node("Expand", layers.parameter("dec_pos"), batch);
    OnnxValue hidden = ops.reshape(positions, -1, width);
    OnnxValue sum = null;
    for (int layer = 0; layer < scales.size(); layer++) {
      Scale scale = scales.get(layer);
      String name = DECODER + layer;
      hidden = blocks.decoder(name, hidden, segments, scale.rows(), scale.segments());
      OnnxValue part = layers.linear(name + ".linear_pred", hidden);
      sum = sum == null ? part : ops.add(sum, part);
    }
    OnnxValue steps =
        ops.transpose(ops.reshape(sum, -1, series, segments * config.patchLength()), 0, 2, 1);
    graph.output(
        "prediction_outputs",
        ops.slice(steps, 1, 0, config.predictionLength()),
        DataType.FLOAT,
        Sequences.BATCH,
        config.predictionLength(),
        series);
  }

  /** What the encoder sees at one scale: rows of every window's series' segments. */
  private record Scale(OnnxValue rows, long segments) {}

  private List<Scale> encode(OnnxValue past) {
    OnnxOps ops = layers.ops("enc_emb");
    long segments = config.contextSegments();
    OnnxValue inputs = layers.graph().at("inputs", segments(past, segments));
    OnnxValue embedded =
        ops.reshape(layers.linear("enc_emb.linear", inputs), -1, series, segments, width);
    OnnxValue placed = ops.add(embedded, layers.parameter("enc_pos"));
    OnnxValue rows = layers.graph().at("enc_emb", ops.reshape(placed, -1, width));
    List<Scale> scales = new ArrayList<>();
    scales.add(new Scale(blocks.norm("pre_norm", rows, width), segments));
    for (int block = 0; block < config.numHiddenLayers(); block++) {
      String name = ENCODER + block;
      Scale before = scales.get(block);
      Scale merged = block == 0 ? before : merged(name + ".merge_layer", before);
      OnnxValue after = blocks.layer(name + ".encode_layers.0", merged.rows(), merged.segments());
      scales.add(new Scale(after, merged.segments()));
    }
    return scales;
  }

  /** [B, T, D] to rows of segments, [B D L, segment]; the first step repeated in front. */
  private OnnxValue segments(OnnxValue past, long segments) {
    OnnxOps ops = layers.ops("inputs");
    long length = config.patchLength();
    long missing = segments * length - config.contextLength();
    OnnxValue whole =
        missing == 0
            ? past
            : ops.concat(
                1,
                ops.node("Tile", ops.slice(past, 1, 0, 1), layers.graph().integers(1, missing, 1)),
                past);
    return ops.reshape(ops.transpose(whole, 0, 2, 1), -1, length);
  }

  /** Adjacent segments merged; the last ones repeated where they do not fill a window. */
  private Scale merged(String name, Scale scale) {
    long window = config.mergeWindow();
    if (window == 1) {
      return scale;
    }
    OnnxOps ops = layers.ops(name);
    long segments = scale.segments();
    long missing = Math.floorMod(-segments, window);
    OnnxValue x = ops.reshape(scale.rows(), -1, series, segments, width);
    OnnxValue whole =
        missing == 0 ? x : ops.concat(2, x, ops.slice(x, 2, segments - missing, segments));
    long count = (segments + missing) / window;
    OnnxValue windows =
        layers.inSequences()
            ? ops.reshape(whole, -1, count, window * width)
            : ops.reshape(whole, -1, window * width);
    OnnxValue normed = blocks.norm(name + ".norm", windows, window * width);
    // The next layers take this on a grid and the residual as it is, which a QGemm cannot give.
    OnnxValue merged = layers.linearAndSum(name + ".linear_trans", normed);
    OnnxValue rows =
        layers.inSequences() ? ops.reshape(merged, -1, width).movedFrom(merged) : merged;
    return new Scale(rows, count);
  }
}
