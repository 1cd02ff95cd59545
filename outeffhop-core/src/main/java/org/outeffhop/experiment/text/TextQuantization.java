package org.outeffhop.experiment.text;

import java.util.List;
import org.outeffhop.model.Bert;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.TokenModel;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.RunningPercentile;

/** How a comparison quantizes models over tokens. */
public final class TextQuantization {
  private static final double MOMENTUM = 0.9;
  private static final double DECODER_PERCENTILE = 99.999;

  private TextQuantization() {}

  /** W8A8; of decoders the head stays in full precision and ranges leave out single values. */
  public static QuantizationConfig of(TokenModel model) {
    if (model instanceof Bert || model instanceof BertEncoder) {
      return QuantizationConfig.w8a8();
    }
    return QuantizationConfig.w8a8()
        .withRange(new RunningPercentile(MOMENTUM, DECODER_PERCENTILE))
        .withFullPrecision(List.of("lm_head.*"));
  }
}
