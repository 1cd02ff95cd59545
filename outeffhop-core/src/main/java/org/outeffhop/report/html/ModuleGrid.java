package org.outeffhop.report.html;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
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
import org.outeffhop.experiment.result.RunRecord.ModuleMeasure;

/**
 * The modules of a model by layer and place in the layer. A module's layer is the first number of
 * its name; those without one stand in a column of their own.
 */
final class ModuleGrid {
  private static final Pattern NAME = Pattern.compile("(.*?\\.)?(\\d+)(\\..*)?");
  private static final int MOST_NUMBERS = 12;
  private static final String NO_LAYER = "none";
  private static final Predicate<String> LAYERS = layer -> !layer.equals(NO_LAYER);
  private static final String WHOLE = "(output)";

  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Set<String> layers = new LinkedHashSet<>();
  private final Set<String> parts = new LinkedHashSet<>();

  private record Place(String layer, String part) {}

  private ModuleGrid(Collection<List<ModuleMeasure>> runs) {
    Set<String> modules = new LinkedHashSet<>();
    runs.forEach(run -> run.forEach(module -> modules.add(module.module())));
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

  /**
   * A heat map of a measure for each method, on one scale.
   *
   * @param byMethod the measures of all runs
   * @param name of the measure
   */
  static Block figures(
      String title,
      String name,
      Map<String, List<List<ModuleMeasure>>> byMethod,
      ToDoubleFunction<ModuleMeasure> measure) {
    ModuleGrid grid = new ModuleGrid(byMethod.values().stream().flatMap(List::stream).toList());
    List<Drawing.HeatMap> maps = new ArrayList<>();
    byMethod.forEach((method, runs) -> maps.add(grid.heatMap(method, runs, measure)));
    ColourScale scale =
        ColourScale.spanning(
            name,
            maps.stream().flatMap(map -> map.values().stream()).flatMapToDouble(Arrays::stream));
    return new Block.Figures(
        title,
        "Measured on each module's output in full precision; mean over samples and seeds.",
        scale,
        List.copyOf(maps));
  }

  private Drawing.HeatMap heatMap(
      String title, List<List<ModuleMeasure>> runs, ToDoubleFunction<ModuleMeasure> measure) {
    Map<Place, DoubleSummaryStatistics> means = new HashMap<>();
    for (List<ModuleMeasure> run : runs) {
      for (ModuleMeasure module : run) {
        means
            .computeIfAbsent(places.get(module.module()), key -> new DoubleSummaryStatistics())
            .accept(measure.applyAsDouble(module));
      }
    }
    List<double[]> rows = new ArrayList<>();
    for (String part : parts) {
      rows.add(
          layers.stream()
              .mapToDouble(
                  layer -> {
                    DoubleSummaryStatistics mean = means.get(new Place(layer, part));
                    return mean == null ? Double.NaN : mean.getAverage();
                  })
              .toArray());
    }
    return new Drawing.HeatMap(
        title,
        "layer",
        List.copyOf(layers),
        "module",
        List.copyOf(parts),
        rows,
        layers.size() <= MOST_NUMBERS);
  }
}
