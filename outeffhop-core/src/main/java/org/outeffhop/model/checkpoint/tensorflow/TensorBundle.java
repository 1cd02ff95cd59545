package org.outeffhop.model.checkpoint.tensorflow;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.OtherFile;
import org.outeffhop.files.ReadChannel;
import org.outeffhop.tensor.ElementType;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorFile;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * An open TensorFlow checkpoint (a "tensor bundle"): {@code PREFIX.index}, a table of names, types,
 * shapes and places, and the numbers in {@code PREFIX.data-00000-of-00001} and so on. States of
 * optimizers and counters are not tensors of the model and are listed as ignored.
 */
public final class TensorBundle implements TensorFile {
  /** What the name of an index ends with. */
  public static final String INDEX = ".index";

  private static final long MAX_INDEX_BYTES = 1L << 26;
  private static final int MAX_SHARDS = 100_000;

  private static final Pattern TRAINING_STATE =
      Pattern.compile(
          "(.*/)?(adam_[mv]|Adam(_1)?|Momentum|beta[12]_power|global_step|save_counter(/.*)?)");

  private final Path index;
  private final Map<String, BundleEntry> entries = new LinkedHashMap<>();
  private final List<String> ignored = new ArrayList<>();
  private final Map<Integer, FileChannel> shards = new LinkedHashMap<>();
  private int shardCount;

  private TensorBundle(Path index) {
    this.index = index;
  }

  /**
   * Opens a checkpoint and checks that every tensor is where its index says.
   *
   * @param index the file whose name ends in {@code .index}
   * @throws IllegalArgumentException if a file is missing or damaged, naming it and the tensor
   */
  public static TensorBundle open(Path index) {
    Engine.start();
    TensorBundle bundle = new TensorBundle(index);
    try {
      SortedTable.read(index, content(index), bundle::entry);
      if (bundle.shardCount == 0) {
        throw Damage.of(index, "it has no header");
      }
      bundle.entries.forEach(bundle::require);
      return bundle;
    } catch (RuntimeException e) {
      bundle.close();
      throw e;
    }
  }

  private static byte[] content(Path index) {
    return ReadChannel.open(
        index,
        channel -> {
          try (channel) {
            OtherFile.refuse(index, "index");
            if (channel.size() > MAX_INDEX_BYTES) {
              throw new IllegalArgumentException(
                  index + " has " + channel.size() + " bytes; the limit is " + MAX_INDEX_BYTES);
            }
            return Files.readAllBytes(index);
          }
        });
  }

  private void entry(byte[] key, byte[] value) {
    String name = new String(key, StandardCharsets.UTF_8);
    if (name.isEmpty()) {
      header(value);
    } else if (TRAINING_STATE.matcher(name).matches()) {
      ignored.add(name);
    } else {
      BundleEntry entry = BundleEntry.parse(index, name, value);
      if (entry.type().isPresent()) {
        entries.put(name, entry);
      } else {
        ignored.add(name);
      }
    }
  }

  private void header(byte[] proto) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(proto);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case 1 -> shardCount = in.readInt32();
          case 2 -> {
            if (in.readEnum() != 0) {
              throw new IllegalArgumentException(
                  index + " was written with the highest byte first, which is not read");
            }
          }
          default -> in.skipField(tag);
        }
      }
    } catch (IOException e) {
      throw Damage.of(index, "its header cannot be read");
    }
    if (shardCount < 1 || shardCount > MAX_SHARDS) {
      throw Damage.of(index, "it is to have " + shardCount + " data files");
    }
  }

  private void require(String name, BundleEntry entry) {
    if (!entry.isWhole()) {
      throw Damage.of(
          index,
          String.format(
              Locale.ROOT,
              "tensor '%s' of shape %s and type %s is to have %d bytes",
              name,
              entry.shape(),
              entry.type().orElseThrow(),
              entry.bytes()));
    }
    if (entry.shard() < 0 || entry.shard() >= shardCount) {
      throw Damage.of(
          index,
          String.format(
              Locale.ROOT,
              "tensor '%s' is to be in data file %d of %d",
              name,
              entry.shard(),
              shardCount));
    }
    try {
      long size = shard(entry).size();
      if (entry.offset() < 0 || entry.offset() > size || entry.bytes() > size - entry.offset()) {
        OtherFile.refuse(shardPath(entry.shard()), "data file of TensorFlow");
        throw Damage.of(
            shardPath(entry.shard()),
            String.format(
                Locale.ROOT,
                "tensor '%s' has %d bytes from %d on, and the file %d",
                name,
                entry.bytes(),
                entry.offset(),
                size));
      }
    } catch (IOException e) {
      throw FileFaults.unreadable(shardPath(entry.shard()), e);
    }
  }

  private FileChannel shard(BundleEntry entry) {
    return shards.computeIfAbsent(
        entry.shard(), shard -> ReadChannel.open(shardPath(shard), channel -> channel));
  }

  private Path shardPath(int shard) {
    String name = index.getFileName().toString();
    String prefix = name.substring(0, name.length() - INDEX.length());
    return index.resolveSibling(
        String.format(Locale.ROOT, "%s.data-%05d-of-%05d", prefix, shard, shardCount));
  }

  @Override
  public Path path() {
    return index;
  }

  @Override
  public List<Path> paths() {
    List<Path> paths = new ArrayList<>(List.of(index));
    shards.keySet().stream().sorted().map(this::shardPath).forEach(paths::add);
    return paths;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  @Override
  public long[] shape(String name) {
    return find(name).shape().stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public ScalarType type(String name) {
    return elementType(name).scalarType();
  }

  @Override
  public String typeName(String name) {
    return elementType(name).name();
  }

  private ElementType elementType(String name) {
    return find(name).type().orElseThrow();
  }

  @Override
  public List<String> ignored() {
    return Collections.unmodifiableList(ignored);
  }

  @Override
  public Tensor read(String name) {
    BundleEntry entry = find(name);
    Path file = shardPath(entry.shard());
    try (TensorScope scope = TensorScope.open()) {
      Tensor tensor = Tensors.empty(elementType(name).scalarType(), shape(name));
      CRC32C sum = new CRC32C();
      long position = entry.offset();
      for (ByteBuffer part : Tensors.bytes(tensor)) {
        ByteBuffer read = part.duplicate();
        while (read.hasRemaining()) {
          int count = shard(entry).read(read, position);
          if (count < 0) {
            throw Damage.of(file, "it ends within tensor '" + name + "'");
          }
          position += count;
        }
        sum.update(part);
      }
      if (Damage.masked(sum) != entry.checksum()) {
        throw Damage.of(file, "the checksum of tensor '" + name + "' is wrong");
      }
      return scope.keep(tensor);
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
  }

  private BundleEntry find(String name) {
    BundleEntry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(index + " has no tensor '" + name + "'");
    }
    return entry;
  }

  @Override
  public void close() {
    shards.forEach((shard, channel) -> ReadChannel.close(shardPath(shard), channel));
  }
}
