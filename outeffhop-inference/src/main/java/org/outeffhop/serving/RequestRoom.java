package org.outeffhop.serving;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * The bytes of requests that are held at once. To read and answer one takes many times its size, so
 * that they may have a small part of Java's memory, and others are refused.
 */
final class RequestRoom {
  private static final int PART_OF_MEMORY = 64;
  private static final int PIECE = 1 << 13;
  private static final int TOO_MANY = 429;

  private final int largest;
  private final int all;
  private final Semaphore free;

  /**
   * Room for a part of Java's memory, and for one request at least.
   *
   * @param largest bytes of a request
   */
  RequestRoom(int largest) {
    this(
        largest,
        (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / PART_OF_MEMORY));
  }

  /**
   * Room for so many bytes, and for one request at least.
   *
   * @param largest bytes of a request
   */
  RequestRoom(int largest, int all) {
    this.largest = largest;
    this.all = Math.max(largest, all);
    free = new Semaphore(this.all);
  }

  /** A place for one request. */
  Place place() {
    return new Place();
  }

  /** What a request holds until it is answered: as many bytes as have come. */
  final class Place implements AutoCloseable {
    private int held;

    /**
     * Reads a body.
     *
     * @throws RefusedException if it is larger than any may be, or there is no room
     */
    byte[] read(InputStream in) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      byte[] piece = new byte[PIECE];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        if (count > largest - held) {
          throw tooLarge(largest);
        }
        if (!free.tryAcquire(count)) {
          throw new RefusedException(
              TOO_MANY,
              String.format(
                  Locale.ROOT,
                  "requests of %d bytes are answered already, the limit of all together: try again later",
                  all));
        }
        held += count;
        body.write(piece, 0, count);
      }
      return body.toByteArray();
    }

    @Override
    public void close() {
      free.release(held);
      held = 0;
    }
  }

  static RefusedException tooLarge(int largest) {
    return new RefusedException(
        EmbeddingRequest.TOO_LARGE,
        String.format(Locale.ROOT, "the body has more than %d bytes, the limit", largest));
  }
}
