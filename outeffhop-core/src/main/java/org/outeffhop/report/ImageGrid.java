package org.outeffhop.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Grey images in rows, one below the other where they belong together: stored, query, retrieved.
 *
 * <p>Every pixel becomes a square of whole pixels, so that small images can be seen and no value is
 * mixed with another.
 *
 * @param height of an image
 * @param width of an image
 * @param rows from the top
 */
public record ImageGrid(int height, int width, List<Row> rows) {
  private static final int LEAST_SHOWN = 48;
  private static final int GAP = 6;
  private static final int LETTER = 2;
  private static final int WHITE = 255;

  /**
   * A row.
   *
   * @param label in front of it; letters are shown as small ones
   * @param images of height x width numbers, row by row, 0 black and 1 white; others are cut off
   */
  public record Row(String label, List<float[]> images) {
    public Row {
      images = List.copyOf(images);
    }
  }

  public ImageGrid {
    rows = List.copyOf(rows);
    for (Row row : rows) {
      for (float[] image : row.images()) {
        if (image.length != height * width) {
          throw new IllegalArgumentException(
              "an image of the row '%s' has %d numbers; %d x %d take %d"
                  .formatted(row.label(), image.length, height, width, height * width));
        }
      }
    }
  }

  /** The picture as the bytes of a PNG file. */
  public byte[] png() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(draw(), "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private int scale() {
    return Math.max(1, (LEAST_SHOWN + Math.max(height, width) - 1) / Math.max(height, width));
  }

  private BufferedImage draw() {
    PixelFont font = PixelFont.load();
    int letters = rows.stream().mapToInt(row -> row.label().length()).max().orElse(0);
    int columns = rows.stream().mapToInt(row -> row.images().size()).max().orElse(0);
    int left = GAP + letters * LETTER * PixelFont.ADVANCE + GAP;
    int across = width * scale() + GAP;
    int down = height * scale() + GAP;
    BufferedImage picture =
        new BufferedImage(
            left + columns * across, GAP + rows.size() * down, BufferedImage.TYPE_BYTE_GRAY);
    fill(picture, 0, 0, picture.getWidth(), picture.getHeight(), WHITE);
    for (int i = 0; i < rows.size(); i++) {
      int top = GAP + i * down;
      int middle = top + (height * scale() - LETTER * PixelFont.HEIGHT) / 2;
      write(picture, font, rows.get(i).label(), GAP, middle);
      for (int j = 0; j < rows.get(i).images().size(); j++) {
        paint(picture, rows.get(i).images().get(j), left + j * across, top);
      }
    }
    return picture;
  }

  private void paint(BufferedImage picture, float[] image, int left, int top) {
    int scale = scale();
    for (int i = 0; i < image.length; i++) {
      int grey = Math.round(WHITE * Math.min(1, Math.max(0, image[i])));
      fill(picture, left + i % width * scale, top + i / width * scale, scale, scale, grey);
    }
  }

  private static void write(
      BufferedImage picture, PixelFont font, String label, int left, int top) {
    for (int i = 0; i < label.length(); i++) {
      for (int[] point : font.points(label.charAt(i))) {
        int x = left + (i * PixelFont.ADVANCE + point[0]) * LETTER;
        fill(picture, x, top + point[1] * LETTER, LETTER, LETTER, 0);
      }
    }
  }

  private static void fill(
      BufferedImage picture, int left, int top, int width, int height, int grey) {
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        picture.getRaster().setSample(x, y, 0, grey);
      }
    }
  }
}
