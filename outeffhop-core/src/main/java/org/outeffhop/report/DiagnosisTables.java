package org.outeffhop.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.experiment.result.DiagnosisResult.Head;
import org.outeffhop.experiment.result.DiagnosisResult.Module;

/** What heads do and where outliers lie, a line a layer. */
public final class DiagnosisTables {
  private static final Pattern LAYER = Pattern.compile("(.*?\\.)?(\\d+)(\\..*)?");

  private DiagnosisTables() {}

  /** What the heads of every layer do, in the mean over heads. */
  public static TextTable heads(DiagnosisResult result) {
    List<List<String>> rows = new ArrayList<>();
    byLayer(result.heads(), Head::module).forEach((layer, heads) -> rows.add(heads(layer, heads)));
    return new TextTable(
        List.of(
            "layer",
            "sink rate",
            "to the first key",
            "no-op mass",
            "most attended",
            "its weight",
            "its value",
            "other values"),
        rows);
  }

  private static List<String> heads(String layer, List<Head> heads) {
    String token = mostAttended(heads);
    List<Head> agreeing = heads.stream().filter(head -> head.mostAttended().equals(token)).toList();
    return List.of(
        layer,
        percent(mean(heads, Head::sinkRate)),
        percent(mean(heads, Head::firstKeySinkRate)),
        percent(mean(heads, Head::noOpMass)),
        token,
        percent(mean(agreeing, Head::mostAttendedWeight)),
        number(mean(agreeing, Head::valueLength)),
        number(
            mean(
                agreeing,
                head -> Objects.requireNonNullElse(head.otherValueLength(), Double.NaN))));
  }

  /** The token that gets most weight of all heads together. */
  private static String mostAttended(List<Head> heads) {
    Map<String, Double> weights =
        heads.stream()
            .collect(
                Collectors.groupingBy(
                    Head::mostAttended,
                    LinkedHashMap::new,
                    Collectors.summingDouble(Head::mostAttendedWeight)));
    return weights.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  /** Where the outlier elements of every layer's modules lie. */
  public static TextTable outliers(DiagnosisResult result) {
    List<List<String>> rows = new ArrayList<>();
    byLayer(result.modules(), Module::module)
        .forEach((layer, modules) -> rows.add(outliers(layer, modules)));
    return new TextTable(
        List.of(
            "layer",
            "outliers",
            "at sinks",
            "at delimiters",
            "largest kurtosis",
            "of it at sinks",
            "without sinks",
            "top channel"),
        rows);
  }

  private static List<String> outliers(String layer, List<Module> modules) {
    long count = modules.stream().mapToLong(module -> module.outliers().count()).sum();
    Module worst = modules.stream().max(Comparator.comparingDouble(Module::kurtosis)).get();
    return List.of(
        layer,
        String.format(Locale.ROOT, "%,d", count),
        share(modules, count, DiagnosisResult.Shares::atSinks),
        share(modules, count, DiagnosisResult.Shares::atDelimiters),
        number(worst.kurtosis()),
        percent(worst.outliers().byKurtosis().atSinks()),
        worst.kurtosisWithoutSinks() == null ? "-" : number(worst.kurtosisWithoutSinks()),
        worst.topChannels().isEmpty() ? "-" : String.valueOf(worst.topChannels().get(0).channel()));
  }

  /** What the numbers say, in lines of at most so many characters. */
  public static List<String> sentence(DiagnosisResult result, int width) {
    return Folding.of(VisibleText.line(result.sentence()), width);
  }

  private static String share(
      List<Module> modules, long count, ToDoubleFunction<DiagnosisResult.Shares> share) {
    double sum =
        modules.stream()
            .map(Module::outliers)
            .mapToDouble(outliers -> share.applyAsDouble(outliers.byNumber()) * outliers.count())
            .sum();
    return count == 0 ? "-" : percent(sum / count);
  }

  /**
   * By layer, whose name is the first number of a module's; with what stands before it where there
   * is more than one stack of layers. Modules of no layer stand for themselves.
   */
  private static <T> Map<String, List<T>> byLayer(List<T> all, Function<T, String> module) {
    long stacks =
        all.stream()
            .map(one -> LAYER.matcher(module.apply(one)))
            .filter(Matcher::matches)
            .map(name -> Objects.requireNonNullElse(name.group(1), ""))
            .distinct()
            .count();
    return all.stream()
        .collect(
            Collectors.groupingBy(
                one -> layer(module.apply(one), stacks > 1),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  private static String layer(String module, boolean withStack) {
    Matcher name = LAYER.matcher(module);
    if (!name.matches()) {
      return module.substring(module.lastIndexOf('.') + 1);
    }
    return withStack
        ? Objects.requireNonNullElse(name.group(1), "") + name.group(2)
        : name.group(2);
  }

  private static <T> double mean(List<T> all, ToDoubleFunction<T> measure) {
    return all.stream().mapToDouble(measure).average().orElse(Double.NaN);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", Math.round(1000 * share) / 10.0);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
