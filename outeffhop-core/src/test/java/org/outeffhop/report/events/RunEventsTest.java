package org.outeffhop.report.events;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Event files against records that TensorBoard wrote or that were made by hand. */
class RunEventsTest {
  private static final double WALL_TIME = 1_700_000_000.5;

  /**
   * The first record of every file, of that wall time; the bytes are those of TensorBoard's {@code
   * RecordWriter} with its {@code Event}.
   */
  @Test
  void theFirstRecordIsTensorBoardsBitForBit() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new EventWriter(out, WALL_TIME);
    assertEquals(
        "1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b353110",
        HexFormat.of().formatHex(out.toByteArray()));
  }

  @Test
  void aScalarIsTensorBoardsBitForBit() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EventWriter events = new EventWriter(out, WALL_TIME);
    int begin = out.size();
    events.scalar("loss", WALL_TIME, 7, 2.5);
    byte[] all = out.toByteArray();
    assertEquals(
        "1a00000000000000129bd82d0900002040fc54d94110072a0d0a0b0a046c6f737315000020409423efb0",
        HexFormat.of().formatHex(Arrays.copyOfRange(all, begin, all.length)));
  }

  @Test
  void aHistogramHasItsBucketsAndMoments() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    EventWriter events = new EventWriter(out, WALL_TIME);
    int begin = out.size();
    events.histogram("x", WALL_TIME, 3, -1, 0.5, new long[] {1, 0, 2});
    byte[] all = out.toByteArray();
    byte[] event = Arrays.copyOfRange(all, begin + 12, all.length - 4);
    CodedInputStream histogram = field(field(field(event, 5), 1), 5).newCodedInput();
    double[] moments = new double[5];
    for (int i = 0; i < moments.length; i++) {
      histogram.readTag();
      moments[i] = histogram.readDouble();
    }
    assertArrayEquals(new double[] {-1, 0.5, 3, -0.25, 0.6875}, moments, 1e-12);
    histogram.readTag();
    assertArrayEquals(new double[] {-0.5, 0, 0.5}, doubles(histogram.readByteArray()));
    histogram.readTag();
    assertArrayEquals(new double[] {1, 0, 2}, doubles(histogram.readByteArray()));
  }

  private static ByteString field(ByteString message, int number) throws IOException {
    return field(message.toByteArray(), number);
  }

  private static ByteString field(byte[] message, int number) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag >>> 3 == number) {
        return in.readBytes();
      }
      in.skipField(tag);
    }
    throw new IOException("no field " + number);
  }

  private static double[] doubles(byte[] bytes) {
    double[] values = new double[bytes.length / Double.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }
}
