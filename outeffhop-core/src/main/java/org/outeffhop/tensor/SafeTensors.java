package org.outeffhop.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.files.AtomicFile;
import org.outeffhop.files.OtherFile;
import org.outeffhop.tensor.SafeTensorsHeader.Entry;

/**
 * Files in Hugging Face's safetensors format: the length of the header as 8 bytes in little-endian
 * order, a JSON header, and the elements of the tensors one after the other.
 *
 * <p>Source of the format: the README of huggingface/safetensors.
 */
public final class SafeTensors {
  /** The longest header that is read: 100 MB, the limit of the format. */
  static final long MAX_HEADER_BYTES = 100_000_000;

  /** How much more memory the tree of a header takes than its text. */
  private static final int HEADER_MEMORY = 24;

  private static final int PREFIX_BYTES = 8;
  private static final int COPIED_BYTES = 1 << 16;

  private SafeTensors() {}

  /** A tensor to write that need not be in memory all at once. */
  public interface Source {
    /** A tensor in memory, which is converted when it is written. */
    static Source of(Tensor tensor, ScalarType type) {
      return new Whole(tensor, type);
    }

    /** The element type. */
    ScalarType type();

    /** The sizes of all axes. */
    long[] shape();

    /** The number of parts. */
    long partCount();

    /** A part, in a scope that is closed once the part is written; parts are requested in order. */
    Tensor part(long index);
  }

  /** A tensor in memory, as a single part. */
  private record Whole(Tensor tensor, ScalarType type) implements Source {
    @Override
    public long[] shape() {
      return Tensors.shape(tensor);
    }

    @Override
    public long partCount() {
      return 1;
    }

    @Override
    public Tensor part(long index) {
      return tensor.detach().to(type);
    }
  }

  /**
   * Reads all tensors of a file, in the order of their data, on the CPU.
   *
   * @throws IllegalArgumentException if the file is missing or damaged, naming it and the tensor
   */
  public static Map<String, Tensor> read(Path file) {
    try (SafeTensorsFile reader = SafeTensorsFile.open(file);
        TensorScope scope = TensorScope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      reader.names().forEach(name -> tensors.put(name, reader.read(name)));
      tensors.values().forEach(scope::keep);
      return tensors;
    }
  }

  /**
   * Writes tensors, largest elements first and then by name, so that each is aligned.
   *
   * @param metadata strings to keep in the header; may be empty
   * @throws IllegalArgumentException if a tensor has an element type that the format does not have
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    Map<String, Source> sources = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> sources.put(name, Source.of(tensor, Tensors.type(tensor))));
    writeSources(file, sources, metadata);
  }

  /** As {@link #write}, part by part; returns only when the file is on the disk. */
  public static void writeSources(
      Path file, Map<String, Source> tensors, Map<String, String> metadata) {
    try {
      AtomicFile.writeDurably(file, content(file, tensors, metadata));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /**
   * The bytes of a file, for callers that write it themselves.
   *
   * @param file named in errors
   */
  public static AtomicFile.Content content(
      Path file, Map<String, Source> tensors, Map<String, String> metadata) {
    SafeTensorsHeader header = header(file, tensors, metadata);
    return out -> {
      byte[] json = header.toBytes();
      out.write(littleEndian().putLong(json.length).array());
      out.write(json);
      for (Entry entry : header.entries()) {
        writeElements(out, tensors.get(entry.name()));
      }
    };
  }

  /** Reads and checks the header; the channel then stands at the data. */
  static SafeTensorsHeader readHeader(Path file, FileChannel channel) throws IOException {
    byte[] beginning = OtherFile.beginning(channel);
    boolean ours = beginning.length > PREFIX_BYTES && beginning[PREFIX_BYTES] == '{';
    Optional<String> other = ours ? Optional.empty() : OtherFile.in(beginning);
    if (other.isPresent()) {
      throw SafeTensorsHeader.damaged(file, other.get());
    }
    long fileBytes = channel.size();
    if (fileBytes < PREFIX_BYTES) {
      throw SafeTensorsHeader.damaged(
          file,
          "it has " + fileBytes + " bytes, less than the " + PREFIX_BYTES + " of its length field");
    }
    ByteBuffer prefix = littleEndian();
    fill(file, channel, prefix);
    long length = prefix.flip().getLong();
    if (length < 0 || length > MAX_HEADER_BYTES) {
      throw SafeTensorsHeader.damaged(
          file, "its header has " + length + " bytes; the limit is " + MAX_HEADER_BYTES);
    }
    long dataBytes = fileBytes - PREFIX_BYTES - length;
    if (dataBytes < 0) {
      throw SafeTensorsHeader.damaged(
          file, "its header has " + length + " bytes, but the file has only " + fileBytes);
    }
    long most = Runtime.getRuntime().maxMemory() / HEADER_MEMORY;
    if (length > most) {
      throw new IllegalArgumentException(
          "%s has a header of %d bytes; the limit with this Java heap is %d"
              .formatted(file, length, most));
    }
    byte[] json = new byte[(int) length];
    fill(file, channel, ByteBuffer.wrap(json));
    return SafeTensorsHeader.parse(file, json, dataBytes);
  }

  private static SafeTensorsHeader header(
      Path file, Map<String, Source> tensors, Map<String, String> metadata) {
    List<Entry> sized = new ArrayList<>();
    tensors.forEach((name, tensor) -> sized.add(entry(file, name, tensor)));
    sized.sort(
        Comparator.comparingInt((Entry entry) -> -entry.type().bytes)
            .thenComparing(Entry::type)
            .thenComparing(Entry::name));
    List<Entry> placed = new ArrayList<>();
    long begin = 0;
    for (Entry entry : sized) {
      long end = begin + entry.end();
      placed.add(new Entry(entry.name(), entry.type(), entry.shape(), begin, end));
      begin = end;
    }
    return new SafeTensorsHeader(placed, metadata);
  }

  private static Entry entry(Path file, String name, Source tensor) {
    if (name.equals(SafeTensorsHeader.METADATA)) {
      throw new IllegalArgumentException(file + ": no tensor can have the name '" + name + "'");
    }
    ScalarType scalarType = tensor.type();
    ElementType type =
        Arrays.stream(ElementType.values())
            .filter(known -> known.scalarType == scalarType)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        file + ": tensor '" + name + "' has elements of type " + scalarType));
    List<Long> shape = Arrays.stream(tensor.shape()).boxed().toList();
    long elements = Arrays.stream(tensor.shape()).reduce(1, Math::multiplyExact);
    return new Entry(name, type, shape, 0, elements * type.bytes);
  }

  private static void writeElements(OutputStream out, Source tensor) throws IOException {
    byte[] some = new byte[COPIED_BYTES];
    for (long index = 0; index < tensor.partCount(); index++) {
      try (TensorScope scope = TensorScope.open()) {
        for (ByteBuffer bytes : Tensors.bytes(tensor.part(index).detach().cpu().contiguous())) {
          while (bytes.hasRemaining()) {
            int count = Math.min(some.length, bytes.remaining());
            bytes.get(some, 0, count);
            out.write(some, 0, count);
          }
        }
      }
    }
  }

  static void fill(Path file, FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw SafeTensorsHeader.damaged(file, "it ends early");
      }
    }
  }

  private static ByteBuffer littleEndian() {
    return ByteBuffer.allocate(PREFIX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
