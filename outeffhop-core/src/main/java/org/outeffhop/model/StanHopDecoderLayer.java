package org.outeffhop.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;

/**
 * The forecast's segments, first among themselves, then retrieving from one scale of the encoder:
 *
 * <pre>
 * x = tandem(x);  x = norm1(x + hopfield(x, encoded));  x = norm2(x + MLP2 gelu(MLP1 x))
 * </pre>
 */
final class StanHopDecoderLayer {
  private final String name;
  private final double dropout;
  private final StanHopLayer tandem;
  private final StanHopAttention cross;
  private final Norm norm1;
  private final Norm norm2;
  private final Linear first;
  private final Linear second;
  private final Linear forecast;

  /** What a layer hands on, [B, D, L, W], and what it adds to the forecast, [B, D, L, segment]. */
  record Output(Tensor hidden, Tensor forecast) {}

  StanHopDecoderLayer(Parameters parameters, String name, StanHopConfig config) {
    this.name = name;
    dropout = config.dropout();
    long width = config.dModel();
    tandem = new StanHopLayer(parameters, name + ".sthm", config);
    cross = StanHopAttention.between(parameters, name + ".hopfield", config);
    norm1 = StanHopParts.norm(parameters, name + ".norm1", width);
    norm2 = StanHopParts.norm(parameters, name + ".norm2", width);
    first = StanHopParts.linear(parameters, name + ".MLP1", width, width);
    second = StanHopParts.linear(parameters, name + ".MLP2", width, width);
    forecast = StanHopParts.linear(parameters, name + ".linear_pred", width, config.patchLength());
  }

  Output forward(Tensor x, Tensor encoded, ForwardContext context) {
    Tensor own = tandem.forward(x, context);
    Tensor retrieved = cross.forward(own, encoded, context);
    Tensor attended =
        norm1.forward(
            StanHopParts.sum(name + ".hopfield.residual", own, retrieved, dropout, context),
            context);
    Tensor change = StanHopParts.perceptron(first, name + ".gelu", second, attended, context);
    Tensor residual = StanHopParts.sum(name + ".MLP2.residual", attended, change, 0, context);
    Tensor output = context.probe().at(name, norm2.forward(residual, context));
    return new Output(output, forecast.forward(output, context));
  }

  /** The layer's output, its tandem's and every perceptron's. */
  static List<String> outlierProbePoints(String name) {
    List<String> names = new ArrayList<>(StanHopLayer.outlierProbePoints(name + ".sthm"));
    names.add(name + ".MLP2");
    names.add(name);
    return names;
  }
}
