package org.outeffhop.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.outeffhop.files.JsonFile;

/**
 * What follows the transformer by {@code modules.json}: Transformer, Pooling and, maybe, Normalize.
 *
 * @param pooling the file that says how hidden states are pooled, within the folder; empty: there
 *     is none, so the default holds
 * @param files all files that say so, within the folder
 */
record SentenceModules(Optional<String> pooling, boolean normalized, List<String> files) {
  static final String FILE = "modules.json";

  private static final String USUAL = "1_Pooling/config.json";
  private static final String OURS = "sentence_transformers.";
  private static final List<List<String>> KNOWN =
      List.of(List.of("Transformer", "Pooling"), List.of("Transformer", "Pooling", "Normalize"));

  /** One module: the last part of its type's name, and its folder. */
  private record Module(String kind, String path) {}

  /**
   * Reads the modules of a folder.
   *
   * @throws IllegalArgumentException naming a module that is not supported
   */
  static SentenceModules read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Files.exists(folder.resolve(USUAL))
          ? new SentenceModules(Optional.of(USUAL), false, List.of(USUAL))
          : new SentenceModules(Optional.empty(), false, List.of());
    }
    ArrayNode listed = JsonFile.readArray(file, SettingsFile.MAX_BYTES);
    List<Module> modules = new ArrayList<>();
    listed.forEach(module -> modules.add(module(file, modules.size(), module)));
    List<String> kinds = modules.stream().map(Module::kind).toList();
    if (!KNOWN.contains(kinds)) {
      throw new IllegalArgumentException(
          "%s: the modules are %s; they can be Transformer, Pooling and, behind them, Normalize"
              .formatted(file, kinds.isEmpty() ? "none" : String.join(", ", kinds)));
    }
    if (!modules.get(0).path().isEmpty()) {
      throw new IllegalArgumentException(
          "%s: the path of the Transformer is \"%s\"; its files must be beside %s and its path \"\""
              .formatted(file, modules.get(0).path(), FILE));
    }
    return of(folder, modules);
  }

  private static SentenceModules of(Path folder, List<Module> modules) {
    List<String> files = new ArrayList<>(List.of(FILE));
    for (Module module : modules.subList(1, modules.size())) {
      String config = module.path() + "/config.json";
      if (module.kind().equals("Pooling") || Files.exists(folder.resolve(config))) {
        files.add(config);
      }
    }
    return new SentenceModules(Optional.of(files.get(1)), modules.size() == 3, files);
  }

  private static Module module(Path file, int place, JsonNode module) {
    String type = module.path("type").asText("");
    String kind = type.substring(type.lastIndexOf('.') + 1);
    boolean known = KNOWN.stream().anyMatch(kinds -> kinds.contains(kind));
    if (!known || !type.startsWith(OURS)) {
      throw new IllegalArgumentException(
          "%s: the type of module %d is %s; it can be %smodels.Transformer, Pooling or Normalize"
              .formatted(file, place, module.path("type"), OURS));
    }
    String path = module.path("path").asText("");
    if (!path.matches("[\\w.-]*") || path.startsWith(".")) {
      throw new IllegalArgumentException(
          "%s: the path of module %d is %s; it must be a folder beside %s"
              .formatted(file, place, module.path("path"), FILE));
    }
    return new Module(kind, path);
  }
}
