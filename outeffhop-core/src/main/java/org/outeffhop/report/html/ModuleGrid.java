package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Set<String> layers = new LinkedHashSet<>();
  private final Set<String> parts = new LinkedHashSet<>();

  private record Place(String layer, String part) {}

  ModuleGrid(List<RunRecord> runs) {
    for (RunRecord run : runs) {
      run.modules().forEach(module -> places.computeIfAbsent(module.module(), ModuleGrid::place));
    }
    String common = commonPrefix();
    places.replaceAll(
        (module, place) -> new Place(place.layer(), place.part().substring(common.length())));
    places.values().stream()
        .map(Place::layer)
        .filter(layer -> !layer.equals(NO_LAYER))
        .forEach(layers::add);
    places.values().stream()
        .filter(place -> place.layer().equals(NO_LAYER))
        .findAny()
        .ifPresent(place -> layers.add(NO_LAYER));
    places.values().forEach(place -> parts.add(place.part()));
  }

  private static Place place(String module) {
    Matcher name = NAME.matcher(module);
    if (!name.matches()) {
      return new Place(NO_LAYER, module);
    }
    String before = name.group(1) == null ? "" : name.group(1);
    return new Place(
        name.group(2),
        name.group(3) == null ? before + "output" : before + name.group(3).substring(1));
  }

  /** What all names begin with, up to a dot. */
  private String commonPrefix() {
    String common = null;
    for (Place place : places.values()) {
      String parents = place.part().substring(0, place.part().lastIndexOf('.') + 1);
      common = common == null ? parents : shared(common, parents);
    }
    return common == null ? "" : common;
  }

  private static String shared(String one, String other) {
    String prefix = one;
    while (!other.startsWith(prefix)) {
      prefix = prefix.substring(0, prefix.lastIndexOf('.', prefix.length() - 2) + 1);
    }
    return prefix;
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
