package org.outeffhop.data.pattern;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.outeffhop.image.ImageSize;
import org.outeffhop.tensor.Tensors;

/**
 * 1,797 handwritten digits of 8 x 8 grey pixels, built in: the test part of "Optical Recognition of
 * Handwritten Digits" by E. Alpaydin and C. Kaynak (1998), UCI Machine Learning Repository, CC BY
 * 4.0. The notice lies beside the data.
 *
 * @param patterns [1797, 64], from 0 (blank) to 1 (ink)
 * @param labels the digit of each
 */
public record OpticalDigits(Patterns patterns, List<Integer> labels) {
  private static final String FILE = "/org/outeffhop/data/optical-digits.csv.gz";
  private static final ImageSize SIZE = new ImageSize(8, 8);
  private static final float INK = 16;

  /** Reads them from the class path. */
  public static OpticalDigits load() {
    List<float[]> rows;
    try (InputStream file = OpticalDigits.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(
            "the built-in digits, " + FILE + ", are not on the class path");
      }
      rows = CsvFile.rows("optical digits (built in)", new GZIPInputStream(file));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the built-in digits", e);
    }
    int pixels = SIZE.pixels();
    float[] grey = new float[rows.size() * pixels];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = rows.get(i / pixels)[i % pixels] / INK;
    }
    return new OpticalDigits(
        new Patterns(
            "optical digits (built in)", Tensors.of(grey, rows.size(), pixels), Optional.of(SIZE)),
        rows.stream().map(row -> (int) row[pixels]).toList());
  }
}
