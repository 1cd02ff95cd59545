package org.outeffhop.inspection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.outeffhop.files.InputPath;
import org.outeffhop.files.StagedFiles;

/**
 * Recognises kinds of files by their names and reads each in full with the reader of its kind. In a
 * folder every file is assigned to one kind; unknown files are skipped.
 */
public final class PathInspector {
  private static final String KINDS =
      "text (.txt, .jsonl), series or patterns (.csv), arrays (.npy, .safetensors), images (IDX,"
          + " CIFAR-10's batches, .png, .jpg, .bmp, .gif), checkpoints (config.json, or a BERT of TensorFlow), runs (run.json)";

  private final Path path;
  private final List<Path> left;
  private final List<Inspection> found = new ArrayList<>();

  private PathInspector(Path path, List<Path> files) {
    this.path = path;
    this.left = new ArrayList<>(files);
  }

  /**
   * Inspects a file or a folder.
   *
   * @return what is in it, at least one thing
   * @throws IllegalArgumentException if it does not exist, or contains nothing that is known
   */
  public static List<Inspection> inspect(Path path) throws IOException {
    InputPath.require(path);
    try (Stream<Path> all = Files.walk(path)) {
      return new PathInspector(
              path,
              all.filter(Files::isRegularFile)
                  .filter(file -> !StagedFiles.isStaged(path, file))
                  .sorted()
                  .toList())
          .all();
    }
  }

  private List<Inspection> all() {
    models();
    for (Map.Entry<Path, List<Path>> set : takeByFolder(CifarBatches::isBatch).entrySet()) {
      left.remove(set.getKey().resolve("batches.meta.txt"));
      found.add(ImageSets.cifar(set.getKey(), set.getValue()));
    }
    for (Map.Entry<Path, List<Path>> set : takeByFolder(IdxPair::isImages).entrySet()) {
      found.add(ImageSets.idx(set.getKey(), set.getValue()));
    }
    List<Path> text = take(TextFiles::isText);
    if (!text.isEmpty()) {
      found.add(TextFiles.inspect(path, text));
    }
    take(name -> name.endsWith(".csv")).forEach(file -> found.add(CsvTables.inspect(file)));
    take(name -> name.endsWith(".npy")).forEach(file -> found.add(ArrayFiles.npy(file)));
    take(name -> name.endsWith(".safetensors"))
        .forEach(file -> found.add(ArrayFiles.safetensors(file)));
    List<Path> images = take(ImageSets::isImage);
    if (!images.isEmpty()) {
      found.add(ImageSets.files(path, images));
    }
    unfinished();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          path + " contains nothing that can be checked; supported are " + KINDS);
    }
    return List.copyOf(found);
  }

  /** Runs and checkpoints claim everything in their folders, the outermost first. */
  private void models() {
    List<Path> folders =
        Files.isDirectory(path)
            ? left.stream()
                .map(Path::getParent)
                .distinct()
                .sorted(Comparator.comparingInt(Path::getNameCount))
                .toList()
            : List.of();
    for (Path folder : folders) {
      List<Path> inside = left.stream().filter(file -> file.startsWith(folder)).toList();
      boolean run = ModelFolders.isRun(folder);
      if (!inside.isEmpty() && (run || ModelFolders.isCheckpoint(folder))) {
        found.add(run ? ModelFolders.run(folder, inside) : ModelFolders.checkpoint(folder));
        left.removeAll(inside);
      }
    }
  }

  private void unfinished() {
    for (Path part : take(name -> name.endsWith(".part"))) {
      Findings findings = new Findings(part, "unfinished download");
      findings.problem(part, "is incomplete; repeat the command that fetched it to continue");
      found.add(findings.finished());
    }
  }

  private List<Path> take(Predicate<String> kind) {
    List<Path> taken =
        left.stream().filter(file -> kind.test(file.getFileName().toString())).toList();
    left.removeAll(taken);
    return taken;
  }

  private Map<Path, List<Path>> takeByFolder(Predicate<String> kind) {
    return take(kind).stream()
        .collect(
            Collectors.groupingBy(
                file -> file.equals(path) ? file : file.getParent(),
                TreeMap::new,
                Collectors.toList()));
  }
}
