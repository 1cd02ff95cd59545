package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.outeffhop.experiment.result.RunRecord;
import org.outeffhop.experiment.result.RunRecord.ModuleMeasure;

/**
 * The modules of a model by layer and place in the layer. A module's layer is the first number of
 * its name; those without one stand in a column of their own.
 */
final class ModuleGrid {
  private static final Pattern NAME = Pattern.compile("(.*?\\.)?(\\d+)(\\..*)?");
  private static final String NO_LAYER = "none";
  private static final Predicate<String> LAYERS = layer -> !layer.equals(NO_LAYER);
  private static final String WHOLE = "(output)";

  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Set<String> layers = new LinkedHashSet<>();
  private final Set<String> parts = new LinkedHashSet<>();

  private record Place(String layer, String part) {}

  ModuleGrid(List<RunRecord> runs) {
    Set<String> modules = new LinkedHashSet<>();
    runs.forEach(run -> run.modules().forEach(module -> modules.add(module.module())));
    Set<String> parents = new LinkedHashSet<>();
    modules.forEach(module -> parents.add(parent(module)));
    for (String module : modules) {
      places.put(module, place(module, parents));
    }
    places.values().stream().map(Place::layer).filter(LAYERS).forEach(layers::add);
    places.values().stream().map(Place::layer).filter(LAYERS.negate()).forEach(layers::add);
    places.values().forEach(place -> parts.add(place.part()));
  }

  /** What stands before the number of the layer; empty where there is none. */
  private static String parent(String module) {
    Matcher name = NAME.matcher(module);
    return name.matches() ? Objects.requireNonNullElse(name.group(1), "") : "";
  }

  private static Place place(String module, Set<String> parents) {
    Matcher name = NAME.matcher(module);
    if (!name.matches()) {
      return new Place(NO_LAYER, module.substring(module.lastIndexOf('.') + 1));
    }
    long stacks = parents.stream().filter(parent -> !parent.isEmpty()).count();
    String stack = stacks > 1 ? parent(module) : "";
    String part = name.group(3) == null ? "" : name.group(3).substring(1);
    return new Place(name.group(2), part.isEmpty() ? stack + WHOLE : stack + part);
  }

  /** A measure, averaged over runs. */
  Drawing.HeatMap heatMap(
      String title, List<RunRecord> runs, ToDoubleFunction<ModuleMeasure> measure) {
    List<String> columns = new ArrayList<>(layers);
    List<String> rows = new ArrayList<>(parts);
    List<double[]> sums = new ArrayList<>();
    rows.forEach(row -> sums.add(new double[columns.size()]));
    boolean[][] seen = new boolean[rows.size()][columns.size()];
    for (RunRecord run : runs) {
      for (ModuleMeasure module : run.modules()) {
        Place place = places.get(module.module());
        int row = rows.indexOf(place.part());
        int column = columns.indexOf(place.layer());
        sums.get(row)[column] += measure.applyAsDouble(module) / runs.size();
        seen[row][column] = true;
      }
    }
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < columns.size(); column++) {
        if (!seen[row][column]) {
          sums.get(row)[column] = Double.NaN;
        }
      }
    }
    return new Drawing.HeatMap(title, "layer", columns, "module", rows, sums, columns.size() <= 12);
  }
}
