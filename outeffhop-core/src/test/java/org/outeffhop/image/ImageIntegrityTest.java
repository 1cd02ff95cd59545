package org.outeffhop.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.inspection.PathInspector;

class ImageIntegrityTest {
  @TempDir private Path folder;

  private static byte[] encoded(String format) throws IOException {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1200; i++) {
      image.setRGB(i % 40, i / 40, i * 7919);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, bytes), format);
    return bytes.toByteArray();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ImageIntegrityTest.class.getResourceAsStream("/damaged/" + name)) {
      return in.readAllBytes();
    }
  }

  private String refusal(String name, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    String refusal =
        assertThrows(IllegalArgumentException.class, () -> ImageFiles.decode(file)).getMessage();
    assertTrue(refusal.startsWith(file.toString()), refusal);
    assertEquals(
        refusal,
        PathInspector.inspect(file).get(0).problems().get(0).reason(),
        "data check says the same");
    return refusal.substring(file.toString().length());
  }

  @Test
  void aPaletteThatWasOverwrittenIsFoundByItsChecksum() throws IOException {
    byte[] damaged = resource("palette-overwritten.png");
    ByteBuffer bytes = ByteBuffer.wrap(damaged);
    int at = 8;
    while (bytes.getInt(at + 4) != 0x504C5445) {
      at += 12 + bytes.getInt(at);
    }
    CRC32 crc = new CRC32();
    crc.update(damaged, at + 4, 4 + bytes.getInt(at));
    assertEquals(
        " is a damaged image: the checksum of its chunk PLTE is %08x, but it records %08x"
            .formatted(crc.getValue(), bytes.getInt(at + 8 + bytes.getInt(at))),
        refusal("palette.png", damaged));
    Path whole = Files.write(folder.resolve("whole.png"), resource("whole.png"));
    assertEquals(8, ImageFiles.decode(whole).getWidth());
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void noImageIsWholeWithoutItsEnd(String format) throws IOException {
    byte[] whole = encoded(format);
    Path file = Files.write(folder.resolve("whole." + format), whole);
    assertEquals(30, ImageFiles.decode(file).getHeight());
    for (int length = whole.length - 1; length > 60; length -= 7) {
      refusal("cut." + format, Arrays.copyOf(whole, length));
    }
  }

  @Test
  void whatStandsBehindTheEndIsNoDamage() throws IOException {
    for (String format : new String[] {"png", "jpg", "gif", "bmp"}) {
      byte[] whole = encoded(format);
      byte[] longer = Arrays.copyOf(whole, whole.length + 9);
      Path file = Files.write(folder.resolve("longer." + format), longer);
      assertEquals(40, ImageFiles.decode(file).getWidth(), format);
    }
  }

  @Test
  void theAdlerOfThePixelsCounts() throws IOException {
    byte[] png = encoded("png");
    ByteBuffer bytes = ByteBuffer.wrap(png);
    int at = 8;
    while (bytes.getInt(at + 4) != 0x49444154) {
      at += 12 + bytes.getInt(at);
    }
    int end = at + 8 + bytes.getInt(at);
    png[end - 1] ^= 1;
    CRC32 crc = new CRC32();
    crc.update(png, at + 4, end - at - 4);
    bytes.putInt(end, (int) crc.getValue());
    assertTrue(refusal("adler.png", png).contains("no whole zlib stream"));
  }

  private void assertHuge(String name, byte[] content, String beginning) throws IOException {
    String refusal = refusal(name, content);
    assertTrue(refusal.startsWith(beginning), refusal);
  }

  @Test
  void hugeSizesAreRefusedBeforeMemoryIsTaken() throws IOException {
    byte[] png = encoded("png");
    ByteBuffer.wrap(png).putInt(16, 100_000).putInt(20, 100_000);
    assertHuge("huge.png", png, " has 100000 x 100000 pixels; the limit");
    byte[] bmp = encoded("bmp");
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, 20_000).putInt(22, 20_000);
    assertHuge("huge.bmp", bmp, " is a damaged image: Invalid width/height");
    byte[] gif = encoded("gif");
    int descriptor = 13 + (3 << (gif[10] & 7) + 1);
    while (gif[descriptor] != 0x2C) {
      descriptor++;
    }
    ByteBuffer.wrap(gif)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(descriptor + 5, (short) 65000)
        .putShort(descriptor + 7, (short) 65000);
    assertHuge("huge.gif", gif, " has 65000 x 65000 pixels; the limit");
    byte[] jpg = encoded("jpg");
    int frame = 2;
    while ((jpg[frame + 1] & 0xFF) != 0xC0) {
      frame += 2 + ByteBuffer.wrap(jpg).getShort(frame + 2);
    }
    ByteBuffer.wrap(jpg).putShort(frame + 5, (short) 65000).putShort(frame + 7, (short) 65000);
    assertHuge("huge.jpg", jpg, " has 65000 x 65000 pixels; the limit");
  }
}
