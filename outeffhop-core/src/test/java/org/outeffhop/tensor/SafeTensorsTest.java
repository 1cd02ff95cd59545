package org.outeffhop.tensor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  @BeforeEach
  void name() {
    file = folder.resolve("model.safetensors");
  }

  @Test
  void everyTypeComesBackAsItWas() {
    try (TensorScope scope = TensorScope.open()) {
      Map<String, Tensor> written = new LinkedHashMap<>();
      for (ScalarType type :
          List.of(
              ScalarType.Float,
              ScalarType.Double,
              ScalarType.Half,
              ScalarType.BFloat16,
              ScalarType.Long,
              ScalarType.Int,
              ScalarType.Byte,
              ScalarType.Bool)) {
        written.put(
            "t." + type, Tensors.of(new double[] {0, 1, 2.5, 100, 7, 1.0 / 3}, 2, 3).to(type));
      }
      written.put("transposed", Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).t());
      written.put("scalar", Tensors.of(new float[] {5}));
      written.put("empty", Tensors.of(new float[0], 0, 3));
      SafeTensors.write(file, written, Map.of("format", "pt"));

      Map<String, Tensor> read = SafeTensors.read(file);

      assertEquals(written.keySet(), read.keySet());
      written.forEach((name, tensor) -> assertTrue(tensor.equal(read.get(name)), name));
      written.forEach(
          (name, tensor) ->
              assertEquals(
                  tensor.scalar_type().intern(), read.get(name).scalar_type().intern(), name));
      assertArrayEquals(new long[] {3, 2}, Tensors.shape(read.get("transposed")));
      assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, Tensors.toFloats(read.get("transposed")));
    }
  }

  @Test
  void aTinyFileHasTheseBytes() throws IOException {
    try (TensorScope scope = TensorScope.open()) {
      Tensor flag = torch.ones(1).to(ScalarType.Byte);
      Tensor weight = Tensors.of(new float[] {1, -2}, 2);
      SafeTensors.write(file, Map.of("a", flag, "w", weight), Map.of("format", "pt"));
    }
    String json =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[8,9]}}";
    int padded = (json.length() + 7) / 8 * 8;
    String expected =
        String.format("%02x", padded)
            + "00000000000000"
            + HexFormat.of().formatHex((json + " ".repeat(padded - json.length())).getBytes(UTF_8))
            + "0000803f"
            + "000000c0"
            + "01";
    assertEquals(expected, HexFormat.of().formatHex(Files.readAllBytes(file)));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 7 | tensor 'w' ends at byte 8",
        "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 9 | end at byte 8 of 9",
        "{'w':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | 8 | takes 12 bytes",
        "{'w':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | 8 | has -2 in its shape",
        "{'w':{'dtype':'F31','shape':[2],'data_offsets':[0,8]}} | 8 | tensor 'w' has dtype 'F31'",
        "{'w':{'dtype':'F32','data_offsets':[0,8]}} | 8 | tensor 'w' has no list shape",
        "{'w':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | 8 | has data_offsets [8, 0]",
        "{'w':{'dtype':'U8','shape':[4294967296,4294967296],'data_offsets':[0,8]}} | 8 | impossible",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[0,4]},'b':{'dtype':'U8','shape':[4],"
            + "'data_offsets':[2,6]}} | 6 | tensor 'b' overlaps",
        "{'a':{'dtype':'U8','shape':[4],'data_offsets':[2,6]}} | 6 | tensor 'a' leaves a gap",
        "{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},'a':{}} | 1 | Duplicate field 'a'",
        "{'a': | 1 | not valid JSON",
        "[] | 0 | not a JSON object",
      })
  void aDamagedFileIsNamed(String json, int dataBytes, String message) throws IOException {
    byte[] header = json.strip().replace('\'', '"').getBytes(UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(header.length).put(header).array());
    requireRefused(message);
  }

  @ParameterizedTest
  @CsvSource({
    "0500, it has 2 bytes",
    "00e1f5050000000000, but the file has only 9",
    "01e1f5050000000000, 100000001 bytes; the limit is 100000000",
    "ffffffffffffffff00, -1 bytes; the limit is"
  })
  void aWrongLengthIsNamed(String hex, String message) throws IOException {
    Files.write(file, HexFormat.of().parseHex(hex));
    requireRefused(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version https://git-lfs.github.com/spec/v1 oid sha256:00 size 9 | it is a Git LFS pointer, in place of the file; run 'git lfs pull'",
        "<!DOCTYPE html><html></html> | it is an HTML page; download the file itself",
        "<HTML><body></body></HTML> | it is an HTML page; download the file itself"
      })
  void whatStandsInPlaceOfAFileIsCalledWhatItIs(String text, String said) throws IOException {
    Path file = Files.writeString(folder.resolve("a.safetensors"), text);
    assertEquals(
        file + " is not a complete safetensors file: " + said,
        assertThrows(IllegalArgumentException.class, () -> SafeTensors.read(file)).getMessage());
  }

  @Test
  void aMissingFileIsNamed() {
    requireRefused("there is no file");
  }

  private void requireRefused(String message) {
    String actual =
        assertThrows(IllegalArgumentException.class, () -> SafeTensors.read(file)).getMessage();
    assertTrue(actual.contains(file.toString()), actual);
    assertTrue(actual.contains(message), actual);
  }
}
