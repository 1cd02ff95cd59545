package org.outeffhop.model.checkpoint.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.ReadChannel;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorFile;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * An open file that {@code torch.save} wrote ({@code .bin}, {@code .pt}, {@code .pth}), in the zip
 * format or the one before it, of which tensors are read one by one.
 *
 * <p>The pickle in it is taken apart, never run: one that asks for anything but dictionaries,
 * lists, tuples, strings, numbers and tensors is refused by the name of what it asks for. Every
 * size is checked against the file before memory is taken; of the zip format also the checksums.
 */
public final class PickledTensors implements TensorFile {
  /** Expanded tensors and shared storages can be this much larger than the file. */
  private static final int MAX_EXPANSION = 8;

  private static final long EXPANSION_BYTES = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final Contents contents;
  private final StateDict state;
  private final Set<String> verified = new HashSet<>();

  private PickledTensors(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    try {
      contents = Contents.read(channel);
      state = StateDict.of(contents.root());
      requireBounded(state, channel.size());
    } catch (IllegalArgumentException e) {
      throw refused(e);
    }
  }

  /**
   * Opens a file and reads its pickle.
   *
   * @throws IllegalArgumentException if the file is missing or damaged, asks for what is not a
   *     tensor, or has no tensors by name; the message names the file and what is wrong
   */
  public static PickledTensors open(Path file) {
    Engine.start();
    return ReadChannel.open(file, channel -> new PickledTensors(file, channel));
  }

  private static void requireBounded(StateDict state, long fileBytes) {
    double bytes = state.tensors().values().stream().mapToDouble(TensorRef::bytes).sum();
    if (bytes > (double) MAX_EXPANSION * fileBytes + EXPANSION_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "its tensors need %.0f bytes, more than %d times the %d of the file",
              bytes,
              MAX_EXPANSION,
              fileBytes));
    }
  }

  @Override
  public Path path() {
    return file;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(state.tensors().keySet());
  }

  @Override
  public long[] shape(String name) {
    return find(name).sizes().clone();
  }

  @Override
  public ScalarType type(String name) {
    return find(name).storage().type().scalarType();
  }

  @Override
  public String typeName(String name) {
    return find(name).storage().type().name();
  }

  @Override
  public List<String> ignored() {
    return Collections.unmodifiableList(state.ignored());
  }

  @Override
  public Tensor read(String name) {
    TensorRef tensor = find(name);
    try (TensorScope scope = TensorScope.open()) {
      if (tensor.span() == 0) {
        return scope.keep(Tensors.empty(type(name), tensor.sizes()));
      }
      verify(tensor.storage().key());
      Tensor flat = Tensors.empty(type(name), tensor.span());
      fill(flat, tensor);
      return scope.keep(
          flat.as_strided(tensor.sizes(), tensor.plainStrides(), new LongOptional(0)).contiguous());
    } catch (IllegalArgumentException e) {
      throw refused(e);
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
  }

  private void verify(String key) throws IOException {
    if (!verified.contains(key)) {
      contents.extents().get(key).verify("storage '" + key + "'", channel);
      verified.add(key);
    }
  }

  private void fill(Tensor flat, TensorRef tensor) throws IOException {
    StorageRef storage = tensor.storage();
    int width = storage.type().bytes();
    long at =
        contents.extents().get(storage.key()).begin() + (storage.first() + tensor.offset()) * width;
    for (ByteBuffer part : Tensors.bytes(flat)) {
      Extent.fill(channel, at, part);
      at += part.position();
      if (contents.bigEndian()) {
        reverse(part, width);
      }
    }
  }

  private static void reverse(ByteBuffer bytes, int width) {
    for (int first = 0; first < bytes.limit(); first += width) {
      for (int i = first, j = first + width - 1; i < j; i++, j--) {
        byte swapped = bytes.get(i);
        bytes.put(i, bytes.get(j));
        bytes.put(j, swapped);
      }
    }
  }

  private TensorRef find(String name) {
    TensorRef tensor = state.tensors().get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(file + " has no tensor '" + name + "'");
    }
    return tensor;
  }

  private IllegalArgumentException refused(IllegalArgumentException e) {
    return new IllegalArgumentException(
        file + " cannot be read as a PyTorch file: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    ReadChannel.close(file, channel);
  }
}
