package org.outeffhop.training.resume;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A disk with room for some bytes. */
class LimitedStream extends FilterOutputStream {
  private long left;

  LimitedStream(OutputStream out, long bytes) {
    super(out);
    left = bytes;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int written = (int) Math.min(left, length);
    out.write(bytes, offset, written);
    left -= written;
    if (written < length) {
      full();
    }
  }

  /** Called when there is no room. */
  void full() throws IOException {
    throw new IOException("No space left on device");
  }
}
