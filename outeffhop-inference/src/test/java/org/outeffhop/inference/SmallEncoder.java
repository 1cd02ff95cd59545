package org.outeffhop.inference;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/**
 * A BERT of one layer and width 8, drawn at random and exported in float32, whose embeddings are
 * the normalised mean. It knows the words one, two, three and four, and takes 16 tokens.
 */
public final class SmallEncoder {
  /** Texts whose vectors are known. */
  public static final List<String> TEXTS =
      List.of("one two three", "four", "two two one three four one");

  /** What libtorch computed of them: the mean of the last hidden states, divided by its length. */
  public static final double[][] VECTORS = {
    {-0.2191405, -0.1455289, 0.1134629, -0.5972632, 0.3029823, 0.6142647, 0.1774097, -0.2461872},
    {-0.1307811, -0.1107426, 0.0595820, -0.7486303, 0.1869077, 0.5715830, 0.2088970, -0.0368159},
    {-0.2873232, -0.0848874, 0.1243238, -0.5090498, 0.1839021, 0.6981642, 0.1682700, -0.2933998}
  };

  private SmallEncoder() {}

  /** Its folder. */
  public static Path folder() {
    try {
      return Path.of(SmallEncoder.class.getResource("/encoder/model.onnx").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
