package org.outeffhop.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.InputPath;
import org.outeffhop.tensor.SafeTensorsHeader.Entry;

/**
 * A memory-mapped safetensors file: the operating system reads rows when they are used and may
 * evict them again. A file can be larger than the heap and than the machine's memory.
 *
 * <p>Do not change the file while it is mapped. Tensors that {@link #rows} returned are views of
 * the mapping and must not be used after {@link #close()}.
 */
public final class MappedSafeTensors implements AutoCloseable {
  /** The longest piece of a file that is mapped at once; Java's limit is 2 GiB. */
  private static final long SEGMENT_BYTES = 1L << 30;

  private final Map<String, Rows> tensors = new LinkedHashMap<>();
  private final Map<String, String> metadata;

  /** Bytes of whole rows, with the mapping they are views of. */
  private record Segment(MappedByteBuffer mapping, Tensor bytes) {}

  /** A tensor's rows, a fixed number of them in every segment but the last. */
  private record Rows(Entry entry, long rowBytes, long rowsPerSegment, List<Segment> segments) {}

  private MappedSafeTensors(Path file, FileChannel channel, long segmentBytes) throws IOException {
    SafeTensorsHeader header = SafeTensors.readHeader(file, channel);
    long data = channel.position();
    metadata = header.metadata();
    for (Entry entry : header.entries()) {
      tensors.put(entry.name(), map(entry, channel, data, segmentBytes));
    }
  }

  /**
   * Maps all tensors of a file.
   *
   * @throws IllegalArgumentException if the file is missing or damaged, naming it and the tensor
   */
  public static MappedSafeTensors open(Path file) {
    return open(file, SEGMENT_BYTES);
  }

  static MappedSafeTensors open(Path file, long segmentBytes) {
    Engine.start();
    InputPath.requireFile(file);
    try (FileChannel channel = FileChannel.open(file)) {
      return new MappedSafeTensors(file, channel, segmentBytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot map " + file + ": " + FileFaults.reason(e), e);
    }
  }

  private static Rows map(Entry entry, FileChannel channel, long data, long segmentBytes)
      throws IOException {
    long rowBytes = entry.type().bytes;
    for (int axis = 1; axis < entry.shape().size(); axis++) {
      rowBytes *= entry.shape().get(axis);
    }
    long perSegment = Math.max(1, segmentBytes / Math.max(1, rowBytes)) * rowBytes;
    List<Segment> segments = new ArrayList<>();
    for (long begin = entry.begin(); begin < entry.end(); begin += perSegment) {
      long bytes = Math.min(perSegment, entry.end() - begin);
      segments.add(segment(channel.map(MapMode.READ_ONLY, data + begin, bytes)));
    }
    return new Rows(entry, rowBytes, rowBytes == 0 ? 1 : perSegment / rowBytes, segments);
  }

  private static Segment segment(MappedByteBuffer mapping) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor bytes =
          torch.from_blob(
              new BytePointer(mapping),
              new long[] {mapping.capacity()},
              new TensorOptions(ScalarType.Byte));
      return new Segment(mapping, scope.release(bytes));
    }
  }

  /** The names of all tensors, in the order of their data. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** The strings kept in the header. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** The sizes of a tensor's axes. */
  public long[] shape(String name) {
    return find(name).entry().shapeArray();
  }

  /** A tensor's element type, comparable with {@code ==}. */
  public ScalarType type(String name) {
    return find(name).entry().type().scalarType;
  }

  /**
   * Rows of a tensor: a view of the file if they lie in one piece of the mapping and are aligned to
   * their type, otherwise a copy.
   *
   * @return [count, ..]
   */
  public Tensor rows(String name, long first, long count) {
    Rows rows = find(name);
    try (TensorScope scope = TensorScope.open()) {
      List<Tensor> pieces = new ArrayList<>();
      for (long row = first; row < first + count; ) {
        long inSegment = row % rows.rowsPerSegment();
        long taken = Math.min(first + count - row, rows.rowsPerSegment() - inSegment);
        pieces.add(piece(rows, row / rows.rowsPerSegment(), inSegment, taken));
        row += taken;
      }
      return scope.keep(
          pieces.size() == 1
              ? pieces.get(0)
              : torch.cat(new TensorVector(pieces.toArray(Tensor[]::new)), 0));
    }
  }

  private static Tensor piece(Rows rows, long segment, long first, long count) {
    Tensor all = rows.segments().get(Math.toIntExact(segment)).bytes();
    Tensor bytes = all.narrow(0, first * rows.rowBytes(), count * rows.rowBytes());
    boolean aligned = bytes.data_ptr().address() % rows.entry().type().bytes == 0;
    long[] shape = rows.entry().shapeArray();
    shape[0] = count;
    return (aligned ? bytes : bytes.clone()).view(rows.entry().type().scalarType).view(shape);
  }

  private Rows find(String name) {
    Rows rows = tensors.get(name);
    if (rows == null) {
      throw new IllegalArgumentException(
          "there is no tensor '" + name + "'; there are " + tensors.keySet());
    }
    return rows;
  }

  /** Frees the views; the mapping itself goes when Java's collector finds it unused. */
  @Override
  public void close() {
    tensors.values().forEach(rows -> rows.segments().forEach(segment -> segment.bytes().close()));
    tensors.clear();
  }
}
