package org.outeffhop.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.ReadChannel;
import org.outeffhop.tensor.SafeTensorsHeader.Entry;

/** An open safetensors file, whose tensors are read one at a time. */
public final class SafeTensorsFile implements TensorFile {
  private final Path file;
  private final FileChannel channel;
  private final long data;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, String> metadata;

  private SafeTensorsFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    SafeTensorsHeader header = SafeTensors.readHeader(file, channel);
    header.entries().forEach(e -> entries.put(e.name(), e));
    metadata = Map.copyOf(header.metadata());
    data = channel.position();
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws IllegalArgumentException if the file is missing or damaged, naming it and the tensor
   */
  public static SafeTensorsFile open(Path file) {
    Engine.start();
    return ReadChannel.open(file, channel -> new SafeTensorsFile(file, channel));
  }

  @Override
  public Path path() {
    return file;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** The strings that are stored beside the tensors. */
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public long[] shape(String name) {
    return find(name).shapeArray();
  }

  @Override
  public ScalarType type(String name) {
    return find(name).type().scalarType;
  }

  @Override
  public String typeName(String name) {
    return find(name).type().name();
  }

  @Override
  public Tensor read(String name) {
    Entry entry = find(name);
    try (TensorScope scope = TensorScope.open()) {
      Tensor tensor = Tensors.empty(entry.type().scalarType, entry.shapeArray());
      channel.position(data + entry.begin());
      for (ByteBuffer part : Tensors.bytes(tensor)) {
        SafeTensors.fill(file, channel, part);
      }
      return scope.keep(tensor);
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
  }

  private Entry find(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(file + " has no tensor '" + name + "'");
    }
    return entry;
  }

  @Override
  public void close() {
    ReadChannel.close(file, channel);
  }
}
