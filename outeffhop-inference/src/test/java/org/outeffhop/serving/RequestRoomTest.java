package org.outeffhop.serving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class RequestRoomTest {
  private final RequestRoom room = new RequestRoom(20_000, 30_000);

  @Test
  void aRequestIsReadWholeUpToTheLimit() throws IOException {
    byte[] body = bytes(20_000);
    try (RequestRoom.Place place = room.place()) {
      assertArrayEquals(body, place.read(new ByteArrayInputStream(body)));
    }
    try (RequestRoom.Place place = room.place()) {
      RefusedException refused = assertThrows(RefusedException.class, () -> place.read(of(20_001)));
      assertEquals(413, refused.status());
      assertEquals("the body has more than 20000 bytes, the limit", refused.getMessage());
    }
  }

  @Test
  void whatIsTooMuchTogetherIsRefusedUntilAnotherIsAnswered() throws IOException {
    try (RequestRoom.Place second = room.place()) {
      try (RequestRoom.Place first = room.place()) {
        first.read(of(20_000));
        RefusedException refused =
            assertThrows(RefusedException.class, () -> second.read(of(20_000)));
        assertEquals(429, refused.status());
      }
      second.close();
      assertEquals(20_000, second.read(of(20_000)).length);
    }
    try (RequestRoom.Place third = room.place()) {
      assertEquals(20_000, third.read(of(20_000)).length);
    }
  }

  @Test
  void thereIsAlwaysRoomForOne() throws IOException {
    try (RequestRoom.Place place = new RequestRoom(5_000, 10).place()) {
      assertEquals(5_000, place.read(of(5_000)).length);
    }
  }

  private static InputStream of(int length) {
    return new ByteArrayInputStream(bytes(length));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return bytes;
  }
}
