package org.outeffhop.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedSafeTensorsTest {
  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Engine.seed(1);
  }

  @Test
  void rowsAreThoseWrittenWhereverSegmentsEnd() {
    Path file = folder.resolve("rows.safetensors");
    try (TensorScope scope = TensorScope.open()) {
      Tensor a = torch.randn(100, 6);
      Tensor b = torch.randn(7, 3, 2).to(torch.ScalarType.Double);
      SafeTensors.write(file, Map.of("a", a, "b", b), Map.of("kind", "test"));
      for (long segment : new long[] {1, 50, 24 * 33, 1 << 20}) {
        try (MappedSafeTensors mapped = MappedSafeTensors.open(file, segment)) {
          assertEquals(List.of("b", "a"), List.copyOf(mapped.names()));
          assertEquals(Map.of("kind", "test"), mapped.metadata());
          assertArrayEquals(new long[] {7, 3, 2}, mapped.shape("b"));
          for (long[] range : new long[][] {{0, 100}, {31, 5}, {99, 1}}) {
            Tensor rows = mapped.rows("a", range[0], range[1]);
            assertTrue(torch.equal(a.narrow(0, range[0], range[1]), rows));
          }
          assertTrue(torch.equal(b.narrow(0, 2, 4), mapped.rows("b", 2, 4)));
        }
      }
    }
  }

  @Test
  void rowsThatAreNotAlignedAreCopied() throws IOException {
    String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[3,1],\"data_offsets\":[0,12]}}";
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length() + 1 + 12).order(ByteOrder.LITTLE_ENDIAN);
    String padded = header + (header.length() % 2 == 0 ? " " : "");
    bytes.putLong(padded.length()).put(padded.getBytes(StandardCharsets.US_ASCII));
    bytes.putFloat(1).putFloat(2).putFloat(3);
    Path file = folder.resolve("odd.safetensors");
    Files.write(file, java.util.Arrays.copyOf(bytes.array(), bytes.position()));
    try (TensorScope scope = TensorScope.open();
        MappedSafeTensors mapped = MappedSafeTensors.open(file)) {
      assertArrayEquals(new float[] {2, 3}, Tensors.toFloats(mapped.rows("a", 1, 2)));
      String message =
          assertThrows(IllegalArgumentException.class, () -> mapped.rows("b", 0, 1)).getMessage();
      assertEquals("there is no tensor 'b'; there are [a]", message);
    }
  }

  /** 96 MiB in the address space, read through a window: the heap holds none of it. */
  @Test
  void aFileIsReadWithoutCopyingItToTheHeap() {
    Path file = folder.resolve("large.safetensors");
    try (TensorScope scope = TensorScope.open()) {
      SafeTensors.write(file, Map.of("a", torch.ones(98304, 256)), Map.of());
      Runtime runtime = Runtime.getRuntime();
      long before = runtime.totalMemory() - runtime.freeMemory();
      double sum = 0;
      try (MappedSafeTensors mapped = MappedSafeTensors.open(file)) {
        for (long first = 0; first < 98304; first += 8192) {
          try (TensorScope step = TensorScope.open()) {
            sum += Tensors.item(mapped.rows("a", first, 8192).sum());
          }
        }
      }
      assertEquals(98304 * 256.0, sum);
      assertTrue(runtime.totalMemory() - runtime.freeMemory() - before < 48L << 20);
    }
  }
}
