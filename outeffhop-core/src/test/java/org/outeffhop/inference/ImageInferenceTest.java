package org.outeffhop.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.inference.result.InferenceResult.Candidate;
import org.outeffhop.inference.result.InferenceResult.Classified;
import org.outeffhop.inference.result.InferenceResult.Embedded;
import org.outeffhop.runtime.OnnxInput;

/** How a picture becomes numbers, worked out on paper, and what is said about it. */
class ImageInferenceTest {
  private static final double[] ZERO = {0};
  private static final double[] ONE = {1};

  @TempDir private Path folder;

  /** A grey picture, row by row. */
  private Path picture(String name, int width, int... pixels) throws IOException {
    BufferedImage image =
        new BufferedImage(width, pixels.length / width, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < pixels.length; i++) {
      image.getRaster().setSample(i % width, i / width, 0, pixels[i]);
    }
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /** An output pixel's centre lies a quarter or three quarters of the way between two inputs'. */
  @Test
  void enlargingIsBilinear() throws IOException {
    Path file = picture("a.png", 2, 0, 80, 160, 240);
    OnnxInput input = new Pixels(1, 4, 1, ZERO, ONE).read(file);
    assertArrayEquals(new long[] {1, 1, 4, 4}, input.shape());
    assertArrayEquals(
        new float[] {
          0, 20, 60, 80, //
          40, 60, 100, 120, //
          120, 140, 180, 200, //
          160, 180, 220, 240
        },
        input.floats());
  }

  /** Halving weighs by 3/7, 3/7 and 1/7 at the edge: (42 + 70) / 7 and (14 + 210 + 420) / 7. */
  @Test
  void shrinkingSkipsNoPixel() throws IOException {
    int[] rows = new int[16];
    for (int i = 0; i < 16; i++) {
      rows[i] = new int[] {0, 14, 70, 140}[i % 4];
    }
    assertArrayEquals(
        new float[] {16, 92, 16, 92},
        new Pixels(1, 2, 1, ZERO, ONE).read(picture("a.png", 4, rows)).floats());
  }

  @Test
  void theCentreSquareIsTaken() throws IOException {
    Path wide = picture("wide.png", 4, 1, 2, 3, 4, 5, 6, 7, 8);
    assertArrayEquals(new float[] {2, 3, 6, 7}, new Pixels(1, 2, 1, ZERO, ONE).read(wide).floats());
    Path tall = picture("tall.png", 2, 1, 2, 3, 4, 5, 6, 7, 8);
    assertArrayEquals(new float[] {3, 4, 5, 6}, new Pixels(1, 2, 1, ZERO, ONE).read(tall).floats());
  }

  /** (x / 255 - mean) / std, channel by channel: red, green, blue. */
  @Test
  void everyChannelHasItsOwnMeanAndDeviation() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xFF3300);
    Path file = folder.resolve("a.png");
    ImageIO.write(image, "png", file.toFile());
    Pixels pixels =
        new Pixels(3, 1, 1 / 255.0, new double[] {0.5, 0.1, 0.25}, new double[] {0.25, 0.5, 0.125});
    assertArrayEquals(new float[] {2, 0.2f, -2}, pixels.read(file).floats(), 1e-7f);
  }

  private Pixels preprocessing(String json) throws IOException {
    Path model =
        TinyGraph.image("{\"num_channels\": 1, \"image_size\": 2}", 1, 2)
            .write(folder.resolve("model.onnx"));
    Files.writeString(folder.resolve("preprocessor_config.json"), json.replace('\'', '"'));
    try (ExportedFolder exported = ExportedFolder.open(model, 1)) {
      return Pixels.of(exported);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'image_mean': [0.5], 'image_std': [0.25]} | -2 | 2",
        "{'rescale_factor': 0.5, 'image_mean': [0.5], 'image_std': [0.25]} | -2 | 508",
        "{'do_rescale': false, 'image_mean': [5], 'image_std': [10]} | -0.5 | 25",
        "{'do_normalize': false} | 0 | 1",
        "{'do_normalize': false, 'image_mean': [7], 'image_std': [7]} | 0 | 1",
        "{'do_rescale': false, 'do_normalize': false} | 0 | 255",
      })
  void preprocessingIsRead(String json, float black, float white) throws IOException {
    assertArrayEquals(
        new float[] {black, white, white, black},
        preprocessing(json).read(picture("a.png", 2, 0, 255, 255, 0)).floats(),
        1e-5f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'image_std': [1]} | image_mean is missing",
        "{'image_mean': [1, 2], 'image_std': [1]} | image_mean is [1,2]",
        "{'image_mean': ['x'], 'image_std': [1]} | image_mean is [\"x\"]",
        "{'image_mean': [0], 'image_std': [0]} | image_std is [0]",
        "{'image_mean': [0], 'image_std': [-1]} | image_std is [-1]",
      })
  void damagedPreprocessingIsNamed(String json, String said) {
    assertEquals(
        folder.resolve("preprocessor_config.json")
            + ": "
            + said
            + "; it must be 1 numbers, and the standard deviation of each channel must be positive",
        assertThrows(IllegalArgumentException.class, () -> preprocessing(json)).getMessage());
  }

  /** The scores are 0, 1, 2 and 5 halves: softmax of 0, 0.5, 1 and 2.5. */
  @Test
  void theLikeliestClassesAreNamed() throws IOException {
    String config =
        "{\"num_channels\": 1, \"image_size\": 2, \"id2label\": {\"3\": \"cat\", \"1\": 7}}";
    Path file = picture("a.png", 2, 0, 1, 2, 5);
    double sum = 1 + Math.exp(0.5) + Math.exp(1) + Math.exp(2.5);
    try (ExportedFolder exported =
        ExportedFolder.open(TinyGraph.image(config, 1, 2).write(folder.resolve("model.onnx")), 1)) {
      Pixels pixels = new Pixels(1, 2, 0.5, ZERO, ONE);
      Classified classified = (Classified) new ImageClasses(exported, pixels, 3).of(file, false);
      assertEquals(file.toString(), classified.image());
      List<Candidate> classes = classified.candidates();
      assertEquals(List.of("cat", "2", "1"), classes.stream().map(Candidate::name).toList());
      assertEquals(Math.exp(2.5) / sum, classes.get(0).probability(), 1e-12);
      assertEquals(Math.exp(1) / sum, classes.get(1).probability(), 1e-12);
      assertEquals(Math.exp(0.5) / sum, classes.get(2).probability(), 1e-12);
      assertEquals(
          exported.model().file()
              + " outputs logits and no last_hidden_state, whose mean is the embedding; language"
              + " models and encoders output it",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new ImageClasses(exported, pixels, 3).of(file, true))
              .getMessage());
    }
  }

  @Test
  void anEncoderGivesTheMeanOfItsStates() throws IOException {
    Path file = picture("a.png", 2, 10, 20, 30, 60);
    try (ExportedFolder exported =
        ExportedFolder.open(
            TinyGraph.imageEncoder("{}", 2).write(folder.resolve("model.onnx")), 1)) {
      ImageClasses classes = new ImageClasses(exported, new Pixels(1, 2, 1, ZERO, ONE), 1);
      assertEquals(new Embedded(file.toString(), List.of(20.0, 40.0)), classes.of(file, true));
      assertEquals(
          exported.model().file() + " is an encoder without a classifier; use --embeddings",
          assertThrows(IllegalArgumentException.class, () -> classes.of(file, false)).getMessage());
    }
  }

  @Test
  void aFolderMeansItsImagesByName() throws IOException {
    Path b = picture("b.png", 1, 0);
    Path a = picture("a.PNG", 1, 0);
    Files.writeString(folder.resolve("a.txt"), "no image");
    assertEquals(List.of(a, b), ImageClasses.files(folder));
    assertEquals(List.of(b), ImageClasses.files(b));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertEquals(
        empty + " contains no image (.png, .jpg, .bmp, .gif)",
        assertThrows(IllegalArgumentException.class, () -> ImageClasses.files(empty)).getMessage());
    Path none = folder.resolve("none.png");
    assertEquals(
        "there is no file or folder " + none,
        assertThrows(IllegalArgumentException.class, () -> ImageClasses.files(none)).getMessage());
  }
}
