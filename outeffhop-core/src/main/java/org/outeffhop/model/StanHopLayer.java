package org.outeffhop.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;

/**
 * Two Hopfield layers in tandem: each series' segments retrieve from one another along time, then
 * each segment's series from trained patterns and from one another.
 *
 * <pre>
 * t = x + time(x, x);  t = t + MLP1(t)            for every series
 * s = pool(t);  s = norm(s + series(t, t))
 * y = s + MLP2(s)                                 for every segment
 * </pre>
 *
 * <p>Wu et al., ICLR 2024 (arXiv 2312.17346), section 4. Only one of the norms is in the authors'
 * code.
 */
final class StanHopLayer {
  private final String name;
  private final double dropout;
  private final StanHopAttention crossTime;
  private final StanHopAttention crossSeries;
  private final StanHopAttention series;
  private final Norm norm;
  private final StanHopMlp timeMlp;
  private final StanHopMlp seriesMlp;

  StanHopLayer(Parameters parameters, String name, StanHopConfig config) {
    this.name = name;
    dropout = config.dropout();
    crossTime = StanHopAttention.between(parameters, name + ".cross_time", config);
    crossSeries = StanHopAttention.pooling(parameters, name + ".cross_series", config);
    series = StanHopAttention.between(parameters, name + ".hopfield", config);
    norm = StanHopParts.norm(parameters, name + ".norm3", config.dModel());
    timeMlp = new StanHopMlp(parameters, name + ".MLP1", config.dModel(), config.ffnDim());
    seriesMlp = new StanHopMlp(parameters, name + ".MLP2", config.dModel(), config.ffnDim());
  }

  /**
   * The layer's output, which the probe sees under the layer's name.
   *
   * @param x [B, D, L, W]: D series of L segments
   * @return [B, D, L, W]
   */
  Tensor forward(Tensor x, ForwardContext context) {
    Tensor bySeries = x.contiguous();
    Tensor retrieved = crossTime.forward(bySeries, bySeries, context);
    Tensor attended = sum(".cross_time.residual", bySeries, retrieved, context);
    Tensor time = sum(".MLP1.residual", attended, timeMlp.forward(attended, context), context);
    Tensor bySegment = time.transpose(1, 2).contiguous();
    Tensor pooled = crossSeries.forward(bySegment, null, context);
    Tensor joined =
        sum(".hopfield.residual", pooled, series.forward(bySegment, bySegment, context), context);
    Tensor normed = norm.forward(joined, context);
    return sum("", normed, seriesMlp.forward(normed, context), context)
        .transpose(1, 2)
        .contiguous();
  }

  private Tensor sum(String point, Tensor x, Tensor change, ForwardContext context) {
    return StanHopParts.sum(name + point, x, change, dropout, context);
  }

  /** The block's output and its perceptrons'. */
  static List<String> outlierProbePoints(String name) {
    return List.of(StanHopMlp.output(name + ".MLP1"), StanHopMlp.output(name + ".MLP2"), name);
  }
}
