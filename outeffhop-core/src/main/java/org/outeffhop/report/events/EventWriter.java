package org.outeffhop.report.events;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Writes TensorFlow's records of events: for each its length, a checksum of that, the protocol
 * buffer {@code Event}, and a checksum of it. Checksums are CRC-32C, masked: rotated right by 15
 * bits, plus 0xa282ead8.
 */
final class EventWriter {
  private static final int MASK = 0xa282ead8;
  private static final int ROTATION = 15;

  private final OutputStream out;

  /** Begins a file. */
  EventWriter(OutputStream out, double wallTime) throws IOException {
    this.out = out;
    record(
        event -> {
          event.writeDouble(1, wallTime);
          event.writeString(3, "brain.Event:2");
        });
  }

  /** What is written into a message. */
  private interface Fields {
    void writeTo(CodedOutputStream message) throws IOException;
  }

  /**
   * A number after a step.
   *
   * @param wallTime in seconds since 1970
   */
  void scalar(String tag, double wallTime, long step, double value) throws IOException {
    summary(
        wallTime,
        step,
        of -> {
          of.writeString(1, tag);
          of.writeFloat(2, (float) value);
        });
  }

  /**
   * A distribution after a step.
   *
   * @param smallest the lower end of the first bin
   * @param width of a bin
   * @param counts by bin
   */
  void histogram(
      String tag, double wallTime, long step, double smallest, double width, long[] counts)
      throws IOException {
    byte[] histogram = message(of -> histogram(of, smallest, width, counts));
    summary(
        wallTime,
        step,
        of -> {
          of.writeString(1, tag);
          of.writeByteArray(5, histogram);
        });
  }

  private static void histogram(
      CodedOutputStream histogram, double smallest, double width, long[] counts)
      throws IOException {
    ByteBuffer limits = doubles(counts.length);
    ByteBuffer buckets = doubles(counts.length);
    double number = 0;
    double sum = 0;
    double squares = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      double middle = smallest + (bin + 0.5) * width;
      limits.putDouble(smallest + (bin + 1) * width);
      buckets.putDouble(counts[bin]);
      number += counts[bin];
      sum += counts[bin] * middle;
      squares += counts[bin] * middle * middle;
    }
    histogram.writeDouble(1, smallest);
    histogram.writeDouble(2, smallest + counts.length * width);
    histogram.writeDouble(3, number);
    histogram.writeDouble(4, sum);
    histogram.writeDouble(5, squares);
    histogram.writeByteArray(6, limits.array());
    histogram.writeByteArray(7, buckets.array());
  }

  private static ByteBuffer doubles(int count) {
    return ByteBuffer.allocate(count * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void summary(double wallTime, long step, Fields value) throws IOException {
    byte[] content = message(value);
    byte[] summary = message(of -> of.writeByteArray(1, content));
    record(
        event -> {
          event.writeDouble(1, wallTime);
          event.writeInt64(2, step);
          event.writeByteArray(5, summary);
        });
  }

  private static byte[] message(Fields fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream message = CodedOutputStream.newInstance(bytes);
    fields.writeTo(message);
    message.flush();
    return bytes.toByteArray();
  }

  private void record(Fields event) throws IOException {
    byte[] content = message(event);
    byte[] length =
        ByteBuffer.allocate(Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(content.length)
            .array();
    out.write(length);
    out.write(masked(length));
    out.write(content);
    out.write(masked(content));
  }

  private static byte[] masked(byte[] content) {
    CRC32C checksum = new CRC32C();
    checksum.update(content);
    int masked = Integer.rotateRight((int) checksum.getValue(), ROTATION) + MASK;
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }
}
