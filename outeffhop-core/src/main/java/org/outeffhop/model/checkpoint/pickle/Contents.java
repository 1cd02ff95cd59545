package org.outeffhop.model.checkpoint.pickle;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.files.OtherFile;

/**
 * What {@code torch.save} wrote: an object, and where its storages lie.
 *
 * <p>Since PyTorch 1.6 that is a zip file with the entries {@code NAME/data.pkl}, {@code
 * NAME/data/KEY} for each storage and, of late, {@code NAME/byteorder}; before that, five pickles
 * (a magic number, the version, the system, the object, the keys of the storages) and behind them
 * each storage's number of elements and its bytes, always in little-endian order.
 *
 * @param root the pickled object
 * @param extents the storages by key
 */
record Contents(Object root, Map<String, Extent> extents, boolean bigEndian) {
  private static final int ZIP = 0x04034b50;
  private static final int PICKLE = 0x80;
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long VERSION = 1001;
  private static final int MAX_PICKLE_BYTES = 1 << 25;
  private static final String PICKLED = "/data.pkl";

  /**
   * Reads the object and finds the storages.
   *
   * @throws IllegalArgumentException if the file is damaged or of another kind
   */
  static Contents read(FileChannel channel) throws IOException {
    if (channel.size() < Integer.BYTES) {
      throw new IllegalArgumentException("it has " + channel.size() + " bytes");
    }
    int first = Extent.read(channel, 0, Integer.BYTES).getInt();
    if (first == ZIP) {
      return zipped(channel);
    }
    if ((first & 0xff) == PICKLE) {
      return old(channel);
    }
    throw new IllegalArgumentException(
        OtherFile.in(channel)
            .orElseGet(() -> "it begins with %08x".formatted(Integer.reverseBytes(first))));
  }

  private static Contents zipped(FileChannel channel) throws IOException {
    ZipDirectory zip = ZipDirectory.read(channel);
    List<String> pickles = zip.names().stream().filter(name -> name.endsWith(PICKLED)).toList();
    if (pickles.isEmpty()) {
      throw new IllegalArgumentException(
          OtherFile.in(channel).orElse("it is a zip file without NAME" + PICKLED));
    }
    if (pickles.size() != 1) {
      throw new IllegalArgumentException(
          "it is a zip file with " + pickles.size() + " entries NAME" + PICKLED + ", not with 1");
    }
    String archive = pickles.get(0).substring(0, pickles.get(0).length() - PICKLED.length());
    Extent pickle = zip.extent(pickles.get(0));
    if (pickle.bytes() > MAX_PICKLE_BYTES) {
      throw new IllegalArgumentException(
          "its pickle has " + pickle.bytes() + " bytes; the limit is " + MAX_PICKLE_BYTES);
    }
    pickle.verify("its pickle", channel);
    Globals globals = new Globals();
    Object root = Unpickler.read(new PickleBytes(channel, pickle.begin(), pickle.end()), globals);
    Map<String, Extent> extents = new LinkedHashMap<>();
    for (StorageRef storage : globals.storages().values()) {
      Extent extent = zip.extent(archive + "/data/" + storage.key());
      requireSize(storage, extent.bytes() / storage.type().bytes(), extent.bytes());
      extents.put(storage.key(), extent);
    }
    requireApart(extents);
    return new Contents(root, extents, isBigEndian(channel, zip, archive + "/byteorder"));
  }

  private static boolean isBigEndian(FileChannel channel, ZipDirectory zip, String name)
      throws IOException {
    if (!zip.names().contains(name)) {
      return false;
    }
    Extent extent = zip.extent(name);
    extent.verify("its byte order", channel);
    int length = (int) Math.min(extent.bytes(), PickleBytes.MAX_STRING_BYTES);
    byte[] text = Extent.read(channel, extent.begin(), length).array();
    String order = new String(text, StandardCharsets.US_ASCII);
    if (!order.equals("little") && !order.equals("big")) {
      throw new IllegalArgumentException("its byte order is not 'little' or 'big'");
    }
    return order.equals("big");
  }

  private static Contents old(FileChannel channel) throws IOException {
    long size = channel.size();
    PickleBytes bytes = new PickleBytes(channel, 0, Math.min(size, MAX_PICKLE_BYTES));
    Globals globals = new Globals();
    if (!MAGIC.equals(Unpickler.read(bytes, globals))) {
      throw new IllegalArgumentException("it is a pickle without PyTorch's magic number");
    }
    Object version = Unpickler.read(bytes, globals);
    if (!Long.valueOf(VERSION).equals(version)) {
      throw new IllegalArgumentException("its version is not " + VERSION);
    }
    Unpickler.read(bytes, globals);
    Object root = Unpickler.read(bytes, globals);
    Object keys = Unpickler.read(bytes, globals);
    Map<String, Extent> extents = new LinkedHashMap<>();
    long at = bytes.position();
    for (Object key : keys instanceof List<?> list ? list : List.of()) {
      StorageRef storage = globals.storages().get(key instanceof String text ? text : "");
      if (storage == null || size - at < Long.BYTES) {
        throw new IllegalArgumentException("its list of storages is damaged or ends early");
      }
      long elements = Extent.read(channel, at, Long.BYTES).getLong();
      at += Long.BYTES;
      requireSize(storage, elements, Math.min(size - at, storage.bytes()));
      if (extents.put(storage.key(), new Extent(at, storage.bytes(), 0)) != null) {
        throw new IllegalArgumentException("it has storage '" + storage.key() + "' twice");
      }
      at += storage.bytes();
    }
    if (at != size || extents.size() != globals.storages().size()) {
      throw new IllegalArgumentException(
          "its %d storages end at byte %d, but the pickle has %d and the file %d bytes"
              .formatted(extents.size(), at, globals.storages().size(), size));
    }
    return new Contents(root, extents, false);
  }

  private static void requireSize(StorageRef storage, long elements, long bytes) {
    if (elements != storage.elements() || bytes < storage.bytes()) {
      throw new IllegalArgumentException(
          "storage '%s' has %d elements of type %s in its pickle, but %d elements and %d bytes in the file"
              .formatted(storage.key(), storage.elements(), storage.type(), elements, bytes));
    }
  }

  private static void requireApart(Map<String, Extent> extents) {
    List<Map.Entry<String, Extent>> sorted = new ArrayList<>(extents.entrySet());
    sorted.sort(
        Map.Entry.comparingByValue(
            Comparator.comparingLong(Extent::begin).thenComparingLong(Extent::end)));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).getValue().begin() < sorted.get(i - 1).getValue().end()) {
        throw new IllegalArgumentException(
            "storage '%s' and storage '%s' overlap"
                .formatted(sorted.get(i - 1).getKey(), sorted.get(i).getKey()));
      }
    }
  }
}
