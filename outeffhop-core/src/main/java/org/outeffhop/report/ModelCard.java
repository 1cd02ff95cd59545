package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.RunRecord;

/** A run's {@code README.md} as a model card in Hugging Face's form. */
public final class ModelCard {
  private final RunRecord run;
  private final ComparisonRow row;
  private final String task;

  private ModelCard(RunRecord run, String task) {
    this.run = run;
    this.task = task;
    row = run.row();
  }

  /**
   * The card in Markdown, with metadata in YAML before it.
   *
   * @param task what the model is for, in Hugging Face's words
   */
  public static String of(RunRecord run, String task) {
    return new ModelCard(run, task).text();
  }

  private String text() {
    List<String> parts =
        List.of(
            metadata(),
            "# " + Markdown.text(name()),
            String.format(
                Locale.ROOT,
                "Model %s with %s attention and %,d parameters, %s for %,d steps by OutEffHop for the JVM to compare attention methods.",
                Markdown.inline(row.model()),
                Markdown.inline(row.attention()),
                row.parameters(),
                training(),
                row.steps()),
            "## Data",
            "%s. The model was trained on the training part; the results below are from the held-out part."
                .formatted(Markdown.text(data())),
            "## Results",
            results().toMarkdown().stripTrailing(),
            "Kurtosis and norm are measured on module outputs in full precision, on held-out data (`outliers.json` lists them by module). "
                + "W8A8 is simulated, with static ranges and one scale per tensor.",
            "## Settings",
            table(run.settings()),
            "## How to reproduce it",
            Markdown.code(run.origin().command()),
            table(run.origin().versions()),
            table(run.origin().machine()),
            "## Limits",
            limits());
    return String.join("\n\n", parts) + "\n";
  }

  private String name() {
    return String.format(
        Locale.ROOT, "%s, %s attention, seed %d", row.model(), row.attention(), row.seed());
  }

  private String data() {
    return String.valueOf(run.settings().get("data")).replaceFirst(" [0-9a-f]{64}$", "");
  }

  private String training() {
    boolean converted = run.settings().containsKey("calibration_interval");
    return converted ? "continued from a trained model" : "trained from scratch";
  }

  private String metadata() {
    List<String> lines = new ArrayList<>();
    lines.add("---");
    lines.add("library_name: outeffhop");
    lines.add("pipeline_tag: " + task);
    lines.add("tags:");
    List.of("outeffhop", row.model(), row.attention())
        .forEach(tag -> lines.add("- " + Markdown.yaml(tag)));
    lines.add("model-index:");
    lines.add("- name: " + Markdown.quoted(name()));
    lines.add("  results:");
    lines.add("  - task:");
    lines.add("      type: " + task);
    lines.add("    dataset:");
    lines.add("      name: " + Markdown.quoted(data()));
    lines.add(
        "      type: "
            + Markdown.quoted(data().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-")));
    lines.add("    metrics:");
    lines.addAll(metric(row.measure().key(), row.quality()));
    lines.addAll(metric(row.measure().key() + "_w8a8", row.qualityW8a8()));
    lines.addAll(metric("average_kurtosis", row.averageKurtosis()));
    lines.addAll(metric("maximum_infinity_norm", row.maximumInfinityNorm()));
    lines.add("---");
    return String.join("\n", lines);
  }

  private static List<String> metric(String type, double value) {
    return List.of("    - type: " + type, "      value: " + value);
  }

  private TextTable results() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of(row.measure().toString(), number(row.quality())));
    lines.add(List.of(row.measure() + " W8A8", number(row.qualityW8a8())));
    lines.add(List.of("average kurtosis", number(row.averageKurtosis())));
    lines.add(List.of("maximum infinity norm", number(row.maximumInfinityNorm())));
    row.details().forEach((name, value) -> lines.add(List.of(name, number(value))));
    return new TextTable(List.of("measure", "value"), lines);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String table(Map<String, ?> values) {
    return new TextTable(
            List.of("name", "value"),
            values.entrySet().stream()
                .map(entry -> List.of(entry.getKey(), String.valueOf(entry.getValue())))
                .toList())
        .toMarkdown()
        .stripTrailing();
  }

  private String limits() {
    String method =
        row.attention().equals("vanilla")
            ? ""
            : "\n- `config.json` names the attention method (`attention_method`). Libraries that do not know it compute softmax "
                + "instead, which gives a different model.";
    return "- Trained to compare attention methods under one recipe, not for use: compared to published models it is small or was trained briefly."
        + method
        + "\n- This is one seed; `report.html` of the comparison shows the spread over seeds if there are more."
        + "\n- Simulated W8A8 says nothing about the speed of integer kernels.";
  }
}
