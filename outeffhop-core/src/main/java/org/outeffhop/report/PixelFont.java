package org.outeffhop.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Letters of 5 x 7 points, for labels in pictures: the fonts of a machine would make them differ,
 * and not every machine has some.
 */
final class PixelFont {
  static final int HEIGHT = 7;

  /** From one letter to the next. */
  static final int ADVANCE = 6;

  private static final String FILE = "font-5x7.txt";

  private final Map<Character, List<int[]>> letters = new HashMap<>();

  private PixelFont(List<String> lines) {
    for (int i = 0; i < lines.size(); i += 1 + HEIGHT) {
      List<int[]> points = new ArrayList<>();
      for (int y = 0; y < HEIGHT; y++) {
        String row = lines.get(i + 1 + y);
        for (int x = 0; x < row.length(); x++) {
          if (row.charAt(x) == '#') {
            points.add(new int[] {x, y});
          }
        }
      }
      letters.put(lines.get(i).charAt(0), points);
    }
  }

  static PixelFont load() {
    try (InputStream file = PixelFont.class.getResourceAsStream(FILE)) {
      return new PixelFont(
          new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The places, x and y, of a letter's points; none for a blank or an unknown one. */
  List<int[]> points(char letter) {
    return letters.getOrDefault(Character.toLowerCase(letter), List.of());
  }
}
