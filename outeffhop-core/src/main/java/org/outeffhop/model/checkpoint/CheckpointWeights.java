package org.outeffhop.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.InputPath;
import org.outeffhop.files.JsonFile;
import org.outeffhop.files.VouchedFiles;
import org.outeffhop.model.checkpoint.tensorflow.BertVariables;
import org.outeffhop.tensor.TensorFile;

/**
 * The open weight files of a checkpoint's folder: {@code model.safetensors} or those that its index
 * lists, otherwise {@code pytorch_model.bin} or those that its index lists, otherwise the only
 * {@code .pt} or {@code .pth} file, or else a TensorFlow checkpoint of BERT.
 */
public final class CheckpointWeights implements AutoCloseable {
  static final String SINGLE = "model.safetensors";
  static final String WEIGHT_MAP = "weight_map";
  static final String INDEX = SINGLE + ".index.json";

  private static final String PYTORCH = "pytorch_model.bin";
  private static final String PYTORCH_INDEX = PYTORCH + ".index.json";
  private static final long MAX_INDEX_BYTES = 1L << 26;

  /** What trainers keep beside the weights: states of optimizers, schedules, random numbers. */
  private static final Pattern TRAINING_STATE =
      Pattern.compile("(optimizer|scheduler|scaler|rng_state|random_states).*");

  private final Map<String, TensorFile> files = new LinkedHashMap<>();
  private final Map<String, TensorFile> tensors = new LinkedHashMap<>();

  private CheckpointWeights() {}

  /** Whether a folder has a file that can be its weights. */
  public static boolean areIn(Path folder) {
    return Stream.of(SINGLE, INDEX, PYTORCH, PYTORCH_INDEX)
            .anyMatch(name -> Files.exists(folder.resolve(name)))
        || !pyTorchFiles(folder).isEmpty()
        || TensorFlowFiles.areIn(folder);
  }

  /**
   * Opens a folder's weights and checks what the files say of their tensors.
   *
   * @throws IllegalArgumentException if there are none, or if a file is damaged, or if index and
   *     files do not agree
   */
  public static CheckpointWeights open(Path folder) {
    CheckpointWeights weights = new CheckpointWeights();
    try {
      weights.addAll(folder);
      return weights;
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  private void addAll(Path folder) {
    if (Files.isRegularFile(folder.resolve(SINGLE))) {
      add(folder, SINGLE);
    } else if (Files.isRegularFile(folder.resolve(INDEX))) {
      addListed(folder, INDEX);
    } else if (Files.isRegularFile(folder.resolve(PYTORCH))) {
      add(folder, PYTORCH);
    } else if (Files.isRegularFile(folder.resolve(PYTORCH_INDEX))) {
      addListed(folder, PYTORCH_INDEX);
    } else {
      addOnly(folder);
    }
  }

  private void addOnly(Path folder) {
    List<String> names = pyTorchFiles(folder);
    Optional<Path> tensorFlow = TensorFlowFiles.index(folder);
    if (names.isEmpty() && tensorFlow.isPresent()) {
      add(tensorFlow.get().getFileName().toString(), BertVariables.open(tensorFlow.get()));
      return;
    }
    if (names.isEmpty()) {
      List.of(SINGLE, INDEX, PYTORCH, PYTORCH_INDEX)
          .forEach(name -> requireFileIfThere(folder.resolve(name)));
      throw new IllegalArgumentException(
          folder
              + " has no weights: there is neither "
              + String.join(" nor ", SINGLE, INDEX, PYTORCH, PYTORCH_INDEX)
              + " nor a .pt or .pth file, nor the .index of a TensorFlow checkpoint");
    }
    if (names.size() > 1) {
      throw new IllegalArgumentException(
          folder + " has several files that could be its weights: " + String.join(", ", names));
    }
    add(folder, names.get(0));
  }

  /** Refuses what has the name of weights and is none, such as a link to what is not there. */
  private static void requireFileIfThere(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      InputPath.requireFile(file);
    }
  }

  private static List<String> pyTorchFiles(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".pt") || name.endsWith(".pth"))
          .filter(name -> !TRAINING_STATE.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw FileFaults.unreadable(folder, e);
    }
  }

  private void add(Path folder, String fileName) {
    VouchedFiles.require(folder.resolve(fileName));
    add(fileName, WeightFile.open(folder.resolve(fileName)));
  }

  private void add(String fileName, TensorFile file) {
    files.put(fileName, file);
    for (String name : file.names()) {
      TensorFile other = tensors.put(name, file);
      if (other != null) {
        throw new IllegalArgumentException(
            "tensor '" + name + "' is in " + other.path() + " and in " + file.path());
      }
    }
  }

  private void addListed(Path folder, String indexName) {
    Path index = folder.resolve(indexName);
    VouchedFiles.require(index);
    Map<String, String> listed = listed(index);
    new LinkedHashSet<>(listed.values()).forEach(fileName -> add(folder, fileName));
    for (Map.Entry<String, String> entry : listed.entrySet()) {
      if (tensors.get(entry.getKey()) != files.get(entry.getValue())) {
        throw new IllegalArgumentException(
            index
                + " says that tensor '"
                + entry.getKey()
                + "' is in "
                + entry.getValue()
                + ", but it is not");
      }
    }
    for (String name : tensors.keySet()) {
      if (!listed.containsKey(name)) {
        throw new IllegalArgumentException(
            index + " does not list tensor '" + name + "' of " + file(name));
      }
    }
  }

  private static void requirePlain(Path index, String fileName) {
    if (!fileName.matches("[\\w.-]+") || fileName.matches("\\.+")) {
      throw new IllegalArgumentException(
          index
              + " lists the file '"
              + fileName
              + "'; it must be a file name within its own folder");
    }
  }

  /**
   * The files that an index lists, all beside it.
   *
   * @throws IllegalArgumentException if it lists none, or one in another folder
   */
  public static Set<Path> files(Path index) {
    return listed(index).values().stream()
        .map(index::resolveSibling)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The file of every tensor, as the index has it. */
  private static Map<String, String> listed(Path index) {
    JsonNode map = JsonFile.readObject(index, MAX_INDEX_BYTES).path(WEIGHT_MAP);
    Map<String, String> listed = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      if (!entry.getValue().isTextual()) {
        throw new IllegalArgumentException(
            index + " has no file name for tensor '" + entry.getKey() + "'");
      }
      requirePlain(index, entry.getValue().asText());
      listed.put(entry.getKey(), entry.getValue().asText());
    }
    if (listed.isEmpty()) {
      throw new IllegalArgumentException(
          index + " has no " + WEIGHT_MAP + " that maps tensors to files");
    }
    return listed;
  }

  /** The names of all tensors. */
  Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** The open file that a tensor is in. */
  TensorFile of(String name) {
    return tensors.get(name);
  }

  /** The path of the file that a tensor is in. */
  Path file(String name) {
    return of(name).path();
  }

  /** The paths of all files. */
  public List<Path> paths() {
    return files.values().stream().flatMap(file -> file.paths().stream()).toList();
  }

  /** What the files hold besides tensors, such as step counters. */
  public List<String> ignored() {
    return files.values().stream().flatMap(file -> file.ignored().stream()).toList();
  }

  @Override
  public void close() {
    files.values().forEach(TensorFile::close);
  }
}
