package org.outeffhop.model.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.ModelNames;
import org.outeffhop.model.Spelling;
import org.outeffhop.naming.NearestName;

/**
 * Which tensor of the files each of a model's parameters is read from. Every tensor is used once,
 * or is known to be a copy of another or of no use to the model.
 *
 * @param sources the tensor's name in the files, by parameter
 * @param copies tensors that must equal a parameter, with the parameter
 * @param leftOut tensors that are not read
 */
record WeightPlan(Map<String, String> sources, Map<String, String> copies, List<String> leftOut) {
  private static final int LISTED = 10;
  private static final String GATE = ".alpha";

  private static final Set<ScalarType> TYPES =
      Set.of(ScalarType.Float, ScalarType.Half, ScalarType.BFloat16);

  /**
   * Finds every parameter's tensor.
   *
   * @param shapes of the parameters
   * @param names what files may call them
   * @param headless whether the model leaves out a head that the files may have
   * @throws IllegalArgumentException listing the names that are missing or unknown, each with the
   *     nearest known one, and the tensors of another shape or type
   */
  static WeightPlan of(
      Path folder,
      Map<String, long[]> shapes,
      CheckpointWeights files,
      ModelNames names,
      boolean headless) {
    Map<String, String> copied = names.copies();
    Map<String, String> unwrapped = Wrapper.without(files.names());
    Spelling spelling = Spelling.of(names.spellings(), shapes.keySet(), unwrapped.keySet());
    Map<String, String> left = byModelName(files, unwrapped, spelling);
    Map<String, String> sources = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    for (String name : shapes.keySet()) {
      String source =
          left.remove(left.containsKey(name) ? name : copyOf(name, left, shapes, copied));
      if (source == null) {
        missing.add(spelling.inFile(name));
      } else {
        sources.put(name, source);
      }
    }
    Map<String, String> copies = new LinkedHashMap<>();
    List<String> leftOut = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    left.forEach(
        (name, source) -> {
          if (names.unused().matcher(name).matches() || headless && name.startsWith(names.head())) {
            leftOut.add(source);
          } else if (shapes.containsKey(copied.getOrDefault(name, ""))) {
            copies.put(source, copied.get(name));
          } else {
            unknown.add(source);
          }
        });
    if (sources.isEmpty()) {
      requireNoWrapper(folder, shapes.keySet(), unwrapped.keySet(), names);
    }
    List<String> faults = new ArrayList<>();
    Collection<String> known = shapes.keySet().stream().map(spelling::inFile).toList();
    addNames(faults, "missing", missing, unknown.isEmpty() ? files.names() : unknown);
    addNames(faults, "unknown", unknown, missing.isEmpty() ? known : missing);
    addGates(faults, unknown);
    sources.forEach((name, source) -> addShape(faults, source, shapes.get(name), files));
    copies.forEach((source, name) -> addShape(faults, source, shapes.get(name), files));
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          folder
              + ": the weights do not match config.json, and nothing was loaded:\n  "
              + String.join("\n  ", faults));
    }
    return new WeightPlan(sources, copies, leftOut);
  }

  /** Names without a beginning that all have in common, if the model's are among them then. */
  private static void requireNoWrapper(
      Path folder, Collection<String> parameters, Collection<String> files, ModelNames names) {
    for (String prefix : Wrapper.common(files)) {
      Set<String> without =
          files.stream().map(name -> name.substring(prefix.length())).collect(Collectors.toSet());
      Spelling spelling = Spelling.of(names.spellings(), parameters, without);
      long found =
          parameters.stream().filter(name -> without.contains(spelling.inFile(name))).count();
      if (found > 0) {
        throw new IllegalArgumentException(
            "%s: the names of all tensors begin with '%s', which no known wrapper writes; without it %d of the model's %d tensors are found, so save the model without what it was wrapped in"
                .formatted(folder, prefix, found, parameters.size()));
      }
    }
  }

  private static Map<String, String> byModelName(
      CheckpointWeights files, Map<String, String> unwrapped, Spelling spelling) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Map.Entry<String, String> tensor : unwrapped.entrySet()) {
      String source = tensor.getValue();
      String other = names.put(spelling.inModel(tensor.getKey()), source);
      if (other != null) {
        throw new IllegalArgumentException(
            files.file(source)
                + ": tensors '"
                + other
                + "' and '"
                + source
                + "' are both "
                + spelling.inModel(source));
      }
    }
    return names;
  }

  /** The name of a copy that the files have in place of a parameter, or the parameter's own. */
  private static String copyOf(
      String name,
      Map<String, String> left,
      Map<String, long[]> shapes,
      Map<String, String> copied) {
    return left.keySet().stream()
        .filter(other -> name.equals(copied.get(other)) && !shapes.containsKey(other))
        .findFirst()
        .orElse(name);
  }

  private static void addNames(
      List<String> faults, String what, List<String> names, Collection<String> nearest) {
    for (String name : names.subList(0, Math.min(LISTED, names.size()))) {
      String hint =
          NearestName.of(name, nearest).map(near -> " (nearest: " + near + ")").orElse("");
      faults.add(what + ": " + shortened(name) + hint);
    }
    if (names.size() > LISTED) {
      faults.add(what + ": " + (names.size() - LISTED) + " more");
    }
  }

  /** The paper's code writes no attention method into its checkpoints. */
  private static void addGates(List<String> faults, List<String> unknown) {
    if (unknown.stream().anyMatch(name -> name.contains(GATE))) {
      faults.add(
          "tensors with alpha in their names are gates: use the method %s, or set it in config.json as attention_method, and the kind of gate as attention_gate"
              .formatted(gatedMethods()));
    }
  }

  private static String gatedMethods() {
    return Arrays.stream(AttentionMethod.values())
        .filter(AttentionMethod::isGated)
        .map(AttentionMethod::toString)
        .collect(Collectors.joining(" or "));
  }

  private static void addShape(
      List<String> faults, String source, long[] wanted, CheckpointWeights files) {
    long[] shape = files.of(source).shape(source);
    ScalarType type = files.of(source).type(source);
    if (!Arrays.equals(shape, wanted)) {
      faults.add(
          source
              + " has shape "
              + Arrays.toString(shape)
              + "; config.json requires "
              + Arrays.toString(wanted));
    } else if (!TYPES.contains(type)) {
      faults.add(source + " has type " + type + "; weights must be F32, F16 or BF16");
    }
  }

  private static String shortened(String name) {
    return name.length() <= 200 ? name : name.substring(0, 200) + "..";
  }
}
