package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.outeffhop.experiment.result.InspectionResult;
import org.outeffhop.experiment.result.InspectionResult.Attention;
import org.outeffhop.experiment.result.InspectionResult.Measures;
import org.outeffhop.experiment.result.InspectionResult.WeightFileSize;
import org.outeffhop.experiment.result.TensorList;

/** What a checkpoint is and what was measured on it, as tables and lines. */
public final class InspectionReport {
  private static final int NAMED = 8;

  private InspectionReport() {}

  /** What shapes the model. */
  public static TextTable architecture(InspectionResult result) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("architecture", result.architecture()));
    result.dimensions().forEach((name, value) -> rows.add(List.of(name, text(value))));
    rows.add(List.of("attention", result.attention().method()));
    result.attention().settings().forEach((name, value) -> rows.add(List.of(name, text(value))));
    return new TextTable(List.of("field", "value"), rows);
  }

  /** The number of parameters by what they are for. */
  public static TextTable parameters(InspectionResult result) {
    List<List<String>> rows = new ArrayList<>();
    result
        .parts()
        .forEach((part, count) -> rows.add(parameterRow(part, count, result.parameters())));
    rows.add(parameterRow("all", result.parameters(), result.parameters()));
    return new TextTable(List.of("parameters", "count", "share"), rows);
  }

  private static List<String> parameterRow(String part, long count, long all) {
    return List.of(part, count(count), String.format(Locale.ROOT, "%.1f%%", 100.0 * count / all));
  }

  /** Where the method's name comes from, and files, types, tokenizer and what was not used. */
  public static List<String> notes(InspectionResult result) {
    List<String> notes = new ArrayList<>();
    notes.add(attention(result.attention()));
    long bytes = result.files().stream().mapToLong(WeightFileSize::bytes).sum();
    notes.add(
        "Weights: %s; %s bytes in %s"
            .formatted(types(result.types()), count(bytes), files(result.files())));
    notes.add(
        result.tokenizer() == null
            ? "Tokenizer: none (there is no tokenizer.json, vocab.txt or vocab.json)"
            : "Tokenizer: %s, %s tokens"
                .formatted(result.tokenizer().name(), count(result.tokenizer().vocabularySize())));
    notes.addAll(result.embeddings());
    if (!result.leftOut().isEmpty()) {
      notes.add("Weights in the file that the model does not use: " + named(result.leftOut()));
    }
    addIgnored(notes, result.ignored());
    return notes;
  }

  private static String attention(Attention attention) {
    return "Attention: "
        + attention.method()
        + switch (attention.source()) {
          case CONFIG -> ", as given in config.json";
          case GIVEN -> ", as given by --attention; config.json does not name it";
          case ASSUMED -> " (assumed, since config.json does not name it; set it with --attention)";
        };
  }

  private static String types(Map<String, Long> types) {
    return types.entrySet().stream()
        .map(type -> type.getKey() + " " + count(type.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String files(List<WeightFileSize> files) {
    return files.size() == 1 ? files.get(0).name() : files.size() + " files";
  }

  private static void addIgnored(List<String> notes, List<String> ignored) {
    if (!ignored.isEmpty()) {
      notes.add("Ignored, since the model has no such tensors: " + named(ignored));
    }
  }

  private static String named(List<String> names) {
    String some = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? some + ", .. (" + names.size() + ")" : some;
  }

  /** Outliers module by module. */
  public static TextTable outliers(Measures measures) {
    List<List<String>> rows =
        measures.modules().stream()
            .map(m -> List.of(m.module(), number(m.kurtosis()), number(m.maximumInfinityNorm())))
            .toList();
    return new TextTable(List.of("module", "kurtosis", "maximum inf. norm"), rows);
  }

  /** Over what was measured, and the sums of it. */
  public static List<String> summary(Measures measures) {
    String share =
        measures.heldOutShare() == 1
            ? "all documents"
            : String.format(
                Locale.ROOT, "the %.0f%% of documents held out", 100 * measures.heldOutShare());
    boolean whole = measures.perplexity() == null;
    List<String> lines =
        new ArrayList<>(
            List.of(
                "Text: %s, %s (%s %s)"
                    .formatted(
                        measures.data(),
                        share,
                        count(measures.blocks()),
                        whole ? "texts" : "blocks"),
                whole
                    ? String.format(
                        Locale.ROOT,
                        "Measured: %s whole texts of at most %d tokens, full precision",
                        count(measured(measures)),
                        measures.length())
                    : String.format(
                        Locale.ROOT,
                        "Measured: %d batches of %d x %d tokens, full precision",
                        measures.batches(),
                        measures.batchSize(),
                        measures.length()),
                "Average kurtosis: " + number(measures.averageKurtosis()),
                "Maximum infinity norm: " + number(measures.maximumInfinityNorm()),
                whole
                    ? "Perplexity: none, since the model has no language-model head"
                    : "Perplexity: " + number(measures.perplexity())));
    if (measures.authors() != null) {
      lines.add(
          "By the authors' scripts: average kurtosis %s, maximum infinity norm %s"
              .formatted(
                  number(measures.authors().averageKurtosis()),
                  number(measures.authors().maximumInfinityNorm())));
    }
    return lines;
  }

  private static int measured(Measures measures) {
    return Math.min(measures.blocks(), measures.batches() * measures.batchSize());
  }

  /** The tensors of a file. */
  public static TextTable tensors(TensorList list) {
    List<List<String>> rows =
        list.tensors().stream()
            .map(tensor -> List.of(tensor.name(), tensor.shape().toString(), tensor.type()))
            .toList();
    return new TextTable(List.of("tensor", "shape", "type"), rows);
  }

  /** How much a file holds, and what besides tensors. */
  public static List<String> notes(TensorList list) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "%s: %s tensors, %s elements, %s bytes"
            .formatted(
                list.file(),
                count(list.tensors().size()),
                count(list.elements()),
                count(list.bytes())));
    addIgnored(notes, list.ignored());
    return notes;
  }

  private static String text(Object value) {
    return value instanceof Double ? value.toString().replace('E', 'e') : String.valueOf(value);
  }

  private static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
