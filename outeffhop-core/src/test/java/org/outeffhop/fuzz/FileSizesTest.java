package org.outeffhop.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.pattern.IdxFile;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.inspection.PathInspector;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.series.TimeSeries;
import org.outeffhop.tensor.SafeTensors;

/** Files that say of themselves, or are, more than fits: refused with the number and the limit. */
class FileSizesTest {
  @TempDir private Path folder;

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path write(String name, String content) throws IOException {
    return write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** A file of that many bytes, which takes no room on the disk. */
  private Path sparse(String name, long bytes, byte[] beginning) throws IOException {
    Path file = write(name, beginning);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(bytes);
    }
    return file;
  }

  private static void assertRefused(Path file, String reason, Executable reading) {
    String message = assertThrows(IllegalArgumentException.class, reading).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    assertTrue(message.contains(reason), message);
  }

  private static byte[] safetensors(long length, String header) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(text)
        .array();
  }

  private void assertTensorsRefused(String header, String reason) throws IOException {
    Path file = write("x.safetensors", safetensors(header.length(), header));
    assertRefused(file, reason, () -> SafeTensors.read(file));
    assertEquals(1, PathInspector.inspect(file).get(0).problems().size(), "data check says it too");
  }

  @Test
  void shapesOfTensors() throws IOException {
    assertTensorsRefused(
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[0,4611686018427387904],\"data_offsets\":[0,0]}}",
        "tensor 'x' has the impossible shape [0, 4611686018427387904]: its axes make more than"
            + " 281474976710656 bytes");
    assertTensorsRefused(
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4,0],\"data_offsets\":[0,0]}}",
        "impossible shape");
    assertTensorsRefused(
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[%s1],\"data_offsets\":[0,4]}}"
            .formatted("1,".repeat(100_000)),
        "tensor 'x' has 100001 numbers in its shape; the limit is 64");
  }

  @Test
  void headersOfTensors() throws IOException {
    Path said = write("said.safetensors", safetensors(2_000_000_000, "{}"));
    assertRefused(
        said, "its header has 2000000000 bytes; the limit is ", () -> SafeTensors.read(said));
    Path real = sparse("real.safetensors", 2_000_000_008L, safetensors(2_000_000_000, "{"));
    assertRefused(
        real, "its header has 2000000000 bytes; the limit is ", () -> SafeTensors.read(real));
  }

  private static byte[] idx(int... sizes) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + 8);
    bytes.putInt(0x0800 | sizes.length);
    for (int size : sizes) {
      bytes.putInt(size);
    }
    return bytes.array();
  }

  @Test
  void axesOfIdxFiles() throws IOException {
    Path huge = write("huge.idx", idx(-1, -1, -1, -1));
    assertRefused(huge, "has the impossible shape", () -> Patterns.read(huge));
    Path large = write("large.idx", idx(1, 60_000, 60_000));
    assertRefused(large, "need 3600000000 bytes, but there are 24", () -> Patterns.read(large));
    Path packed = write("train-images-idx3-ubyte.gz", Containers.gzip(idx(1 << 20, 1000, 1000)));
    assertRefused(packed, "need 1048576000000 bytes, but there are", () -> Patterns.read(packed));
    assertEquals(1, PathInspector.inspect(packed).get(0).problems().size());
    Path wide = write("wide-idx3-ubyte", idx(1, -1, -1));
    assertRefused(wide, "images of 4294967295 x 4294967295 pixels", () -> IdxFile.imageSize(wide));
    Path real = sparse("train-images-idx3-ubyte", 1L << 42, idx(1 << 30, 64, 64));
    assertRefused(real, "bytes of memory, but only ", () -> Patterns.read(real));
  }

  @Test
  void shapesOfNumPy() throws IOException {
    for (String shape :
        new String[] {"4611686018427387904, 0", "9223372036854775807, 2", "1, 99999999999"}) {
      String header =
          "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }\n".formatted(shape);
      ByteBuffer bytes = ByteBuffer.allocate(10 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
      bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
      bytes.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
      Path file = write("x.npy", bytes.array());
      assertRefused(file, "", () -> Patterns.read(file));
    }
  }

  @Test
  void rowsOfCsv() throws IOException {
    Path endless = write("endless.csv", "date,load\n1," + "7".repeat(17_000_000));
    assertRefused(endless, "row 2 has more than 16777216 letters", () -> TimeSeries.read(endless));
    Path open = write("open.csv", "a,b\n1,\"" + "2\n".repeat(9_000_000));
    assertRefused(
        open,
        "row 2 has more than 16777216 letters; is a quote not closed?",
        () -> TimeSeries.read(open));
    Path wide = write("wide.csv", "a" + ",a".repeat(200_000) + "\n");
    assertRefused(wide, "row 1 has more than 100000 columns", () -> TimeSeries.read(wide));
    Path quoted =
        write(
            "quoted.csv",
            "date,\"load, \"\"net\"\"\nin MW\"\n2024-03-20 00:00:00,1\n2024-03-20 01:00:00,2\n");
    assertEquals("load, \"net\"\nin MW", TimeSeries.read(quoted).columns().get(0));
  }

  @Test
  void configurations() throws IOException {
    Path file = sparse("config.json", 1L << 30, "{".getBytes(StandardCharsets.US_ASCII));
    assertRefused(file, "has 1073741824 bytes; the limit is ", () -> ModelConfig.read(file));
  }
}
