package org.outeffhop.model.checkpoint.pickle;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.tensor.TensorScope;

/**
 * Damage to PyTorch's files: it ends in our exception, which names the file, or in the right
 * tensors.
 */
class DamagedPickleTest {
  private static final int DAMAGED = 600;

  /** Where the pickle of the zip files lies: behind the first header, aligned to 64 bytes. */
  private static final int PICKLE = 64;

  private static final int PICKLE_BYTES = 1500;

  @TempDir private Path folder;

  /** Whether it was refused. */
  private boolean isRefused(byte[] bytes, boolean checked) throws IOException {
    Path file = Files.write(folder.resolve("damaged.pt"), bytes);
    try (PickledTensors read = PickledTensors.open(file)) {
      if (checked) {
        TorchFiles.requireEqual("zip.safetensors", read);
      } else {
        readAll(read);
      }
      return false;
    } catch (IllegalArgumentException e) {
      assertTrue(
          e.getMessage().startsWith(file + " cannot be read as a PyTorch file: "), e.getMessage());
      return true;
    }
  }

  private static void readAll(PickledTensors file) {
    for (String name : file.names()) {
      try (TensorScope scope = TensorScope.open()) {
        file.read(name).numel();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrapped.pt", "old.pt"})
  void everyTruncationIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(TorchFiles.of(name));
    for (int length = 0; length < whole.length; length++) {
      assertTrue(isRefused(Arrays.copyOf(whole, length), true), "length " + length);
    }
  }

  /**
   * The checksums of the zip format find every changed bit of pickle and storages; what they do not
   * cover is of no use to the tensors, or the places of entries.
   */
  @ParameterizedTest
  @ValueSource(strings = {"zip.pt", "protocol5.pt"})
  void aChangedByteOfAZipFileIsRefusedOrHarmless(String name) throws IOException {
    byte[] whole = Files.readAllBytes(TorchFiles.of(name));
    Random random = new Random(5);
    int refused = 0;
    for (int i = 0; i < DAMAGED; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      refused += isRefused(damaged, true) ? 1 : 0;
    }
    assertTrue(refused > DAMAGED / 5, "refused: " + refused);
  }

  /**
   * With the checksums made 0, which says that they are not known, nothing else stops the damage.
   */
  @ParameterizedTest
  @ValueSource(strings = {"zip.pt", "protocol5.pt"})
  void damageBehindTheChecksumsRaisesNothingElse(String name) throws IOException {
    byte[] whole = withoutChecksums(Files.readAllBytes(TorchFiles.of(name)));
    int refused = damageAt(whole, random -> PICKLE + random % PICKLE_BYTES);
    assertTrue(refused > DAMAGED / 5, "refused: " + refused);
  }

  @Test
  void damageToTheOldFormatRaisesNothingElse() throws IOException {
    byte[] whole = Files.readAllBytes(TorchFiles.of("old.pt"));
    assertTrue(damageAt(whole, random -> random % whole.length) > DAMAGED / 5);
  }

  private int damageAt(byte[] whole, IntUnaryOperator place) throws IOException {
    Random random = new Random(6);
    int refused = 0;
    for (int i = 0; i < DAMAGED; i++) {
      byte[] damaged = whole.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        damaged[place.applyAsInt(random.nextInt(Integer.MAX_VALUE))] = (byte) random.nextInt(256);
      }
      refused += isRefused(damaged, false) ? 1 : 0;
    }
    return refused;
  }

  private static byte[] withoutChecksums(byte[] zip) {
    ByteBuffer bytes = ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < zip.length - Integer.BYTES; at++) {
      if (bytes.getInt(at) == 0x02014b50) {
        bytes.putInt(at + 16, 0);
      }
    }
    return bytes.array();
  }
}
