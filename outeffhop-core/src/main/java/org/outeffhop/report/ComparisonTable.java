package org.outeffhop.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.ComparedMeasure;
import org.outeffhop.experiment.result.ComparisonResult;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.QualityMeasure;

/**
 * The paper's first table: mean and standard deviation over seeds. What changes against vanilla is
 * in {@link ChangeTable}.
 *
 * <p>The deviation is the sample's (n - 1); with one seed there is none.
 */
public final class ComparisonTable {
  /** What {@link #besideTheAuthors} is. */
  public static final String BESIDE_THE_AUTHORS =
      "Beside what the scripts of the paper's authors compute";

  private static final int DECIMALS = 2;
  private static final String AUTHORS = "authors' ";
  private static final List<ComparedMeasure> MEASURES =
      List.of(
          ComparedMeasure.AVERAGE_KURTOSIS,
          ComparedMeasure.MAXIMUM_INFINITY_NORM,
          ComparedMeasure.QUALITY,
          ComparedMeasure.QUALITY_W8A8);
  private static final List<ComparedMeasure> FEWER_BITS =
      List.of(
          ComparedMeasure.QUALITY_W8A8, ComparedMeasure.QUALITY_W6A6, ComparedMeasure.QUALITY_W4A4);
  private static final List<ComparedMeasure> AUTHORS_MEASURES =
      List.of(
          ComparedMeasure.AVERAGE_KURTOSIS,
          ComparedMeasure.AUTHORS_AVERAGE_KURTOSIS,
          ComparedMeasure.MAXIMUM_INFINITY_NORM,
          ComparedMeasure.AUTHORS_MAXIMUM_INFINITY_NORM,
          ComparedMeasure.QUALITY_W8A8,
          ComparedMeasure.AUTHORS_QUALITY_W8A8);

  private ComparisonTable() {}

  /** Outliers, and quality in full precision and in W8A8, by model and method. */
  public static TextTable measures(ComparisonResult result) {
    return table(result, MEASURES);
  }

  /** Quality in W8A8 and in fewer bits; no lines where only W8A8 was measured. */
  public static TextTable fewerBits(ComparisonResult result) {
    List<ComparedMeasure> measures =
        FEWER_BITS.stream()
            .filter(measure -> result.rows().stream().anyMatch(measure::isIn))
            .toList();
    TextTable table = table(result, measures);
    return measures.size() > 1 ? table : new TextTable(table.header(), List.of());
  }

  /**
   * The measures beside what the authors' scripts would give for them; no lines where that was not
   * asked for, nor of models that the scripts do not know.
   */
  public static TextTable besideTheAuthors(ComparisonResult result) {
    List<ComparisonRow> rows =
        result.rows().stream().filter(ComparedMeasure.AUTHORS_AVERAGE_KURTOSIS::isIn).toList();
    return table(new ComparisonResult(rows, List.of(), result.settings()), AUTHORS_MEASURES);
  }

  private static TextTable table(ComparisonResult result, List<ComparedMeasure> measures) {
    List<String> header = new ArrayList<>(List.of("model", "attention"));
    measures.forEach(measure -> header.add(title(result, measure)));
    List<List<String>> lines = new ArrayList<>();
    for (List<ComparisonRow> group : groups(result).values()) {
      List<String> line = names(group);
      measures.forEach(measure -> line.add(cell(group, measure)));
      lines.add(line);
    }
    return new TextTable(header, lines);
  }

  private static String cell(List<ComparisonRow> group, ComparedMeasure measure) {
    int decimals = measure.isOfOutliers() ? DECIMALS : group.get(0).measure().decimals();
    return group.stream().allMatch(measure::isIn) ? Spread.text(group, measure::of, decimals) : "-";
  }

  /** What the quality of each model is, in a line; empty where the table's header says it. */
  public static String legend(ComparisonResult result) {
    if (measuresOf(result).size() == 1) {
      return "";
    }
    return Arrays.stream(QualityMeasure.values())
        .filter(measuresOf(result)::contains)
        .map(measure -> measure + " (" + String.join(", ", models(result, measure)) + ")")
        .collect(Collectors.joining(", ", "Quality: ", ""));
  }

  /** What heads the column of a measure. */
  static String title(ComparisonResult result, ComparedMeasure measure) {
    Set<QualityMeasure> measures = measuresOf(result);
    String quality = measures.size() == 1 ? measures.iterator().next().toString() : "quality";
    return switch (measure) {
      case AVERAGE_KURTOSIS -> "average kurtosis";
      case MAXIMUM_INFINITY_NORM -> "maximum inf. norm";
      case QUALITY -> quality;
      case QUALITY_W8A8 -> quality + " W8A8";
      case QUALITY_W6A6 -> quality + " W6A6";
      case QUALITY_W4A4 -> quality + " W4A4";
      case AUTHORS_AVERAGE_KURTOSIS -> AUTHORS + "average kurtosis";
      case AUTHORS_MAXIMUM_INFINITY_NORM -> AUTHORS + "maximum inf. norm";
      case AUTHORS_QUALITY_W8A8 -> AUTHORS + quality + " W8A8";
    };
  }

  private static Set<QualityMeasure> measuresOf(ComparisonResult result) {
    return result.rows().stream()
        .map(ComparisonRow::measure)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Set<String> models(ComparisonResult result, QualityMeasure measure) {
    return result.rows().stream()
        .filter(row -> row.measure() == measure)
        .map(ComparisonRow::model)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<String> names(List<ComparisonRow> group) {
    return new ArrayList<>(List.of(group.get(0).model(), group.get(0).attention()));
  }

  static Map<String, List<ComparisonRow>> groups(ComparisonResult result) {
    return result.rows().stream()
        .collect(
            Collectors.groupingBy(
                row -> key(row.model(), row.attention()), LinkedHashMap::new, Collectors.toList()));
  }

  private static String key(String model, String attention) {
    return model + "/" + attention;
  }
}
