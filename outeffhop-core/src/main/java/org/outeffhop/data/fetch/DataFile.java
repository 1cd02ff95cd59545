package org.outeffhop.data.fetch;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A file of a data set.
 *
 * @param name its name in the data set's folder
 * @param addresses where it is, all with the same bytes; they are tried in this order
 * @param bytes its size
 * @param checksums as published; if there are none, only the size can be checked
 * @param unpackedAtMost the bytes that an archive's content may take, or 0 for a file that is not
 *     unpacked
 * @param rename other names for files of the archive, by the name in it
 */
public record DataFile(
    String name,
    List<URI> addresses,
    long bytes,
    List<Checksum> checksums,
    long unpackedAtMost,
    Map<String, String> rename) {
  private static final Set<String> SCHEMES = Set.of("https", "http");

  /** Checks names, addresses and sizes; missing lists become empty. */
  public DataFile {
    Fields.requireName("a file's name", name);
    addresses = addresses == null ? List.of() : List.copyOf(addresses);
    checksums = checksums == null ? List.of() : List.copyOf(checksums);
    rename = rename == null ? Map.of() : new TreeMap<>(rename);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException(name + " has no addresses");
    }
    for (URI address : addresses) {
      if (!SCHEMES.contains(address.getScheme()) || address.getHost() == null) {
        throw new IllegalArgumentException(
            name + ": the address " + address + " must have a host and begin with https or http");
      }
    }
    if (bytes < 1) {
      throw new IllegalArgumentException(name + ": bytes is " + bytes + "; it must be the size");
    }
    if (unpackedAtMost != 0 && !Archive.isArchive(name)) {
      throw new IllegalArgumentException(
          name + " is to be unpacked, so its name must end in " + Archive.ENDS);
    }
    if (unpackedAtMost < 0) {
      throw new IllegalArgumentException(
          name + ": unpacked_at_most is " + unpackedAtMost + "; it must be a number of bytes");
    }
    for (String target : rename.values()) {
      if (!Fields.isPlainPath(target)) {
        throw new IllegalArgumentException(
            name + ": rename gives '" + target + "', which is not a plain path in the folder");
      }
    }
  }

  /** How its bytes are checked: {@code MD5, SHA-256}, or {@code size only}. */
  public String checkedBy() {
    return checksums.isEmpty()
        ? "size only"
        : checksums.stream().map(Checksum::algorithm).collect(Collectors.joining(", "));
  }

  /** The first checksum that does not match: {@code SHA-256 ab.., not cd..}; empty if all match. */
  Optional<String> wrongSum(Path bytes) throws IOException {
    for (Checksum checksum : checksums) {
      String actual = checksum.of(bytes);
      if (!actual.equals(checksum.value())) {
        return Optional.of(
            "%s %s, not %s".formatted(checksum.algorithm(), actual, checksum.value()));
      }
    }
    return Optional.empty();
  }

  /** Whether it is an archive that is to be unpacked. */
  @JsonIgnore
  public boolean isUnpacked() {
    return unpackedAtMost > 0;
  }
}
