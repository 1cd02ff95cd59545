package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageGridTest {
  private static int sample(BufferedImage image, int x, int y) {
    return image.getRaster().getSample(x, y, 0);
  }

  @Test
  void everyPixelBecomesASquareOfItsValue() throws IOException {
    float[] image = {0, 0.2f, 1.7f, -3};
    ImageGrid grid =
        new ImageGrid(
            2,
            2,
            List.of(
                new ImageGrid.Row("", List.of(image, image)),
                new ImageGrid.Row("", List.of(image))));
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(grid.png()));
    assertEquals(12 + 2 * (48 + 6), picture.getWidth());
    assertEquals(6 + 2 * (48 + 6), picture.getHeight());
    int[] expected = {0, 51, 255, 0};
    for (int pixel = 0; pixel < 4; pixel++) {
      for (int at : new int[] {0, 23}) {
        int x = 12 + pixel % 2 * 24 + at;
        int y = 6 + pixel / 2 * 24 + at;
        assertEquals(expected[pixel], sample(picture, x, y));
        assertEquals(expected[pixel], sample(picture, x + 54, y), "the second in the row");
        assertEquals(expected[pixel], sample(picture, x, y + 54), "the row below");
      }
    }
    assertEquals(255, sample(picture, 11, 6), "the margin is white");
  }

  @Test
  void labelsAreDrawnInFrontOfTheirRows() throws IOException {
    ImageGrid grid = new ImageGrid(1, 1, List.of(new ImageGrid.Row("l", List.of(new float[] {1}))));
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(grid.png()));
    int top = 6 + (48 - 14) / 2;
    StringBuilder drawn = new StringBuilder();
    for (int y = 0; y < 7; y++) {
      for (int x = 0; x < 5; x++) {
        drawn.append(sample(picture, 6 + 2 * x, top + 2 * y) == 0 ? '#' : '.');
      }
      drawn.append('\n');
    }
    assertEquals(".##..\n..#..\n..#..\n..#..\n..#..\n..#..\n.###.\n", drawn.toString());
  }

  @Test
  void everyLetterOfALabelIsDrawn() {
    PixelFont font = PixelFont.load();
    String used = "abcdefghijklmnopqrstuvwxyz0123456789.,:-+=%/()";
    assertTrue(used.chars().noneMatch(letter -> font.points((char) letter).isEmpty()));
    long different =
        used.chars()
            .mapToObj(c -> font.points((char) c).stream().map(Arrays::toString).toList())
            .distinct()
            .count();
    assertEquals(used.length(), different);
  }

  @Test
  void anImageOfAnotherSizeIsRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ImageGrid(2, 3, List.of(new ImageGrid.Row("query", List.of(new float[5])))));
    assertEquals("an image of the row 'query' has 5 numbers; 2 x 3 take 6", e.getMessage());
  }
}
