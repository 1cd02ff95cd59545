package org.outeffhop.data.fetch;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A data set and where it comes from.
 *
 * @param name what the user calls it; also its folder's name
 * @param title what it is
 * @param purposes what it is for
 * @param licence its licence
 * @param source its authors' page, or the publication where there is none
 * @param builtIn whether it comes with the project; then it has no files
 * @param files its files
 * @param use the commands that use it, without {@code outeffhop}; {@code {folder}} stands for the
 *     folder that it is in
 */
public record DataSet(
    String name,
    String title,
    List<Purpose> purposes,
    String licence,
    String source,
    boolean builtIn,
    List<DataFile> files,
    List<String> use) {
  /** Checks that nothing is missing and that file names are unique. */
  public DataSet {
    Fields.requireName("a data set's name", name);
    Fields.require(name + ": title", title);
    Fields.require(name + ": licence", licence);
    Fields.require(name + ": source", source);
    purposes = purposes == null ? List.of() : List.copyOf(purposes);
    files = files == null ? List.of() : List.copyOf(files);
    use = use == null ? List.of() : List.copyOf(use);
    if (purposes.isEmpty()) {
      throw new IllegalArgumentException(name + ": purposes is missing");
    }
    if (builtIn != files.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: built_in is %s and there are %d files; a built-in data set must have no files, any other at least one"
              .formatted(name, builtIn, files.size()));
    }
    Map<String, DataFile> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (DataFile file : files) {
      if (byName.put(file.name(), file) != null) {
        throw new IllegalArgumentException(name + " lists the file " + file.name() + " twice");
      }
    }
  }

  /** The number of bytes to fetch. */
  public long bytes() {
    return files.stream().mapToLong(DataFile::bytes).sum();
  }
}
