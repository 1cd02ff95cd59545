package org.outeffhop.data.pattern;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.image.ImageSize;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** Files of every kind, and what is wrong with damaged ones. */
class PatternsTest {
  /** Arrays that NumPy wrote: numpy.arange(6).reshape(2, 3) and what is done to it. */
  private static final Map<String, String> NUMPY =
      Map.of(
          "x / 4 as float32, version 1",
          "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPgAAAD8AAEA/AACAPwAAoD8=",
          "x / 3 as float64, version 2",
          "k05VTVBZAgB0AAAAeydkZXNjcic6ICc8ZjgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAFVVVVVVVdU/VVVVVVVV5T8AAAAAAADwP1VVVVVVVfU/q6qqqqqq+j8=",
          "51 x as uint8 [2, 1, 3]",
          "k05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDEsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAM2aZzP8=",
          "x - 3 as int64, version 3",
          "k05VTVBZAwB0AAAAeydkZXNjcic6ICc8aTgnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAr9//////////7///////////////////8AAAAAAAAAAAEAAAAAAAAAAgAAAAAAAAA=",
          "x - 3 as big-endian int16",
          "k05VTVBZAQB2AHsnZGVzY3InOiAnPmkyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAr//f/+//8AAAABAAI=",
          "x as float32 in Fortran's order",
          "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAABAQAAAgD8AAIBAAAAAQAAAoEA=");

  @TempDir private Path folder;
  private TensorScope scope;

  @BeforeEach
  void open() {
    Engine.start();
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path text(String name, String content) throws IOException {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static byte[] numpy(String what) {
    return Base64.getDecoder().decode(NUMPY.get(what));
  }

  private void refused(Path path, String message) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> Patterns.read(path)).getMessage();
    assertTrue(said.contains(path.toString()) && said.contains(message), said);
  }

  private static void assertValues(Patterns patterns, double... expected) {
    assertArrayEquals(expected, Tensors.toDoubles(patterns.values()), 1e-7);
  }

  @Test
  void numpyArraysOfEveryVersionAndType() throws IOException {
    Patterns f4 = Patterns.read(file("f4.npy", numpy("x / 4 as float32, version 1")));
    assertValues(f4, 0, 0.25, 0.5, 0.75, 1, 1.25);
    assertArrayEquals(new long[] {2, 3}, Tensors.shape(f4.values()));
    Patterns f8 = Patterns.read(file("f8.npy", numpy("x / 3 as float64, version 2")));
    assertEquals(ScalarType.Double, Tensors.type(f8.values()));
    assertEquals(1.0 / 3, Tensors.toDoubles(f8.values())[1]);
    Patterns u1 = Patterns.read(file("u1.npy", numpy("51 x as uint8 [2, 1, 3]")));
    assertValues(u1, 0, 51, 102, 153, 204, 255);
    assertEquals(Optional.of(new ImageSize(1, 3)), u1.image());
    assertValues(
        Patterns.read(file("i8.npy", numpy("x - 3 as int64, version 3"))), -3, -2, -1, 0, 1, 2);
    assertValues(
        Patterns.read(file("i2.npy", numpy("x - 3 as big-endian int16"))), -3, -2, -1, 0, 1, 2);
  }

  @Test
  void damagedNumpyArraysAreRefused() throws IOException {
    byte[] whole = numpy("x / 4 as float32, version 1");
    refused(
        file("short.npy", Arrays.copyOf(whole, whole.length - 5)),
        "truncated: its elements need 24 bytes, but there are 19");
    refused(file("long.npy", Arrays.copyOf(whole, whole.length + 1)), "has more bytes than the 24");
    refused(file("head.npy", Arrays.copyOf(whole, 20)), "ends early");
    refused(file("magic.npy", "PNG".getBytes(StandardCharsets.UTF_8)), "not a .npy file");
    byte[] version = whole.clone();
    version[6] = 4;
    refused(file("version.npy", version), "version 4.0; supported are 1.0, 2.0 and 3.0");
    refused(
        file("fortran.npy", numpy("x as float32 in Fortran's order")),
        "Fortran order; save numpy.ascontiguousarray(x)");
    String header = new String(whole, StandardCharsets.ISO_8859_1);
    refused(
        file("c8.npy", header.replace("<f4", "<c8").getBytes(StandardCharsets.ISO_8859_1)),
        "elements of type '<c8'; supported are f4");
    refused(
        file("py.npy", header.replace("'descr'", "'dtype'").getBytes(StandardCharsets.ISO_8859_1)),
        "NumPy does not write");
    refused(
        file(
            "huge.npy",
            header.replace("(2, 3), }   ", "(999999,3)}").getBytes(StandardCharsets.ISO_8859_1)),
        "");
  }

  @Test
  void whatIsWrittenAsNumpyIsReadAgain() throws IOException {
    Path file = folder.resolve("x.npy");
    NpyFile.write(file, Tensors.of(new float[] {1, -2.5f, 3e-20f, 4}, 2, 2));
    assertEquals(128 + 16, Files.size(file));
    assertArrayEquals(
        new float[] {1, -2.5f, 3e-20f, 4}, Tensors.toFloats(Patterns.read(file).values()));
    NpyFile.write(file, Tensors.of(new double[] {Math.PI, 2}, 1, 2));
    assertArrayEquals(new double[] {Math.PI, 2}, Tensors.toDoubles(Patterns.read(file).values()));
  }

  private static byte[] idx(int type, int[] shape, byte... elements) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + elements.length);
    bytes.putInt(type << 8 | shape.length);
    for (int size : shape) {
      bytes.putInt(size);
    }
    return bytes.put(elements).array();
  }

  @Test
  void idxImagesPlainAndCompressed() throws IOException {
    byte[] images = idx(8, new int[] {2, 1, 2}, (byte) 0, (byte) 255, (byte) 51, (byte) 102);
    for (Path path :
        new Path[] {file("t10k-images-idx3-ubyte", images), file("train.idx.gz", gzip(images))}) {
      Patterns patterns = Patterns.read(path);
      assertValues(patterns, 0, 1, 0.2, 0.4);
      assertEquals(Optional.of(new ImageSize(1, 2)), patterns.image());
    }
    byte[] shorts = idx(0x0B, new int[] {1, 2}, (byte) 1, (byte) 0, (byte) 255, (byte) 255);
    assertValues(Patterns.read(file("shorts.idx", shorts)), 256, -1);
  }

  @Test
  void damagedIdxFilesAreRefused() throws IOException {
    byte[] images = idx(8, new int[] {2, 1, 2}, (byte) 0, (byte) 255, (byte) 51);
    refused(file("a.idx", images), "need 4 bytes, but there are 3");
    refused(file("a.idx.gz", gzip(images)), "need 4 bytes, but there are 3");
    byte[] packed = gzip(images);
    refused(file("cut.idx.gz", Arrays.copyOf(packed, packed.length - 9)), "ends early");
    refused(file("b.idx", idx(7, new int[] {1, 1}, (byte) 0)), "type 0x07");
    refused(file("labels-idx1-ubyte", idx(8, new int[] {1}, (byte) 0)), "has 1 axes");
    refused(file("c.idx", idx(8, new int[] {0, 2})), "it is empty");
    refused(file("d.idx", new byte[] {1, 2, 8, 1}), "begins with the bytes 1 and 2");
  }

  @Test
  void csvWithAndWithoutHeader() throws IOException {
    assertValues(Patterns.read(text("a.csv", "1,2.5\n-3,4e-1\n")), 1, 2.5, -3, 0.4);
    assertValues(Patterns.read(text("b.csv", "x, \"y, z\"\r\n1, 2\r\n")), 1, 2);
    assertValues(
        Patterns.read(file("c.csv.gz", gzip("5,6".getBytes(StandardCharsets.UTF_8)))), 5, 6);
  }

  @Test
  void damagedCsvIsRefused() throws IOException {
    refused(text("a.csv", "1,2\n3\n"), "row 2 has 1 numbers, the rows before it 2");
    refused(text("b.csv", "1,2\n3,four\n"), "column 2 of row 2 is 'four', which is not a number");
    refused(text("c.csv", "x,y\n"), "has no row of numbers");
    refused(
        text("n.csv", "nan,1\n1,2\n"), "number 0 of pattern 0 is NaN; all numbers must be finite");
    refused(
        text("i.csv", "1,-inf\n"),
        "number 1 of pattern 0 is -Infinity; all numbers must be finite");
    refused(
        text("d.csv", "1,2\n3,NaN\n"), "number 1 of pattern 1 is NaN; all numbers must be finite");
    refused(text("e.csv", "1,1e99\n"), "number 1 of pattern 0 is Infinity");
  }

  private Path image(String name, int type, int width, int... rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, rgb.length / width, type);
    for (int i = 0; i < rgb.length; i++) {
      if (type == BufferedImage.TYPE_BYTE_GRAY) {
        image.getRaster().setSample(i % width, i / width, 0, rgb[i]);
      } else {
        image.setRGB(i % width, i / width, rgb[i]);
      }
    }
    Path file = folder.resolve(name);
    assertTrue(ImageIO.write(image, "png", file.toFile()));
    return file;
  }

  @Test
  void imagesBecomeGreyValuesAsTheyAreStored() throws IOException {
    Patterns grey =
        Patterns.read(image("grey.png", BufferedImage.TYPE_BYTE_GRAY, 2, 0, 51, 102, 255));
    assertValues(grey, 0, 0.2, 0.4, 1);
    assertEquals(Optional.of(new ImageSize(2, 2)), grey.image());
    assertValues(
        Patterns.read(image("red.png", BufferedImage.TYPE_INT_RGB, 2, 0xFF0000, 0x00FF00)),
        0.299,
        0.587);
    assertValues(
        Patterns.read(image("palette.png", BufferedImage.TYPE_BYTE_BINARY, 2, 0xFFFFFF, 0)), 1, 0);
  }

  @Test
  void aFolderOfImagesIsReadByName() throws IOException {
    image("2.png", BufferedImage.TYPE_BYTE_GRAY, 1, 102);
    image("1.png", BufferedImage.TYPE_BYTE_GRAY, 1, 51);
    text("notes.txt", "no image");
    assertValues(Patterns.read(folder), 0.2, 0.4);
    Path odd = image("3.png", BufferedImage.TYPE_BYTE_GRAY, 2, 0, 0);
    String said =
        assertThrows(IllegalArgumentException.class, () -> Patterns.read(folder)).getMessage();
    assertTrue(said.contains("1 x 1 pixels and " + odd + " 1 x 2"), said);
  }

  @Test
  void whatIsNoImageIsRefused() throws IOException {
    refused(text("a.png", "no image"), "is not an image, although its name says so");
    byte[] whole = Files.readAllBytes(image("b.png", BufferedImage.TYPE_BYTE_GRAY, 1, 7));
    refused(file("c.png", Arrays.copyOf(whole, whole.length - 20)), "damaged image");
    refused(Files.createDirectory(folder.resolve("empty")), "contains no image");
  }

  @Test
  void safetensorsHoldOneArrayOrPatterns() {
    Tensor x = Tensors.of(new float[] {1, 2, 3, 4}, 1, 2, 2);
    Path file = folder.resolve("x.safetensors");
    SafeTensors.write(file, Map.of("anything", x), Map.of());
    assertEquals(Optional.of(new ImageSize(2, 2)), Patterns.read(file).image());
    Tensor y = Tensors.of(new double[] {5, 6}, 2);
    SafeTensors.write(file, Map.of("a", x, "patterns", y), Map.of());
    assertArrayEquals(new long[] {1, 2}, Tensors.shape(Patterns.read(file).values()));
    SafeTensors.write(file, Map.of("a", x, "b", y), Map.of());
    refused(
        file, "contains the tensors a, b; it must contain a single tensor, or one called patterns");
    SafeTensors.write(file, Map.of("a", Tensors.of(new float[1], 1, 1, 1, 1)), Map.of());
    refused(file, "the array has shape [1, 1, 1, 1]; it must be [d], [N, d] or [N, height, width]");
  }

  @Test
  void aNameThatSaysNothingIsRefused() throws IOException {
    refused(text("a.dat", "1"), "unknown file extension");
    refused(folder.resolve("missing.npy"), "there is no file or folder");
  }

  @Test
  void theBuiltInDigitsAreWhole() {
    OpticalDigits digits = OpticalDigits.load();
    assertEquals(1797, digits.patterns().count());
    assertEquals(64, digits.patterns().size());
    int[] counts = new int[10];
    digits.labels().forEach(label -> counts[label]++);
    assertArrayEquals(new int[] {178, 182, 177, 183, 181, 182, 181, 179, 174, 180}, counts);
    double[] values = Tensors.toDoubles(digits.patterns().values());
    double sum = 0;
    for (double value : values) {
      assertTrue(value >= 0 && value <= 1 && value * 16 == Math.rint(value * 16), "" + value);
      sum += value * 16;
    }
    assertEquals(561718, sum, "the sum of all pixels, taken with zcat and awk");
  }
}
