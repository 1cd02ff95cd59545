package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.outeffhop.experiment.result.ConversionResult;

/** A converted model's {@code README.md} as a model card in Hugging Face's form. */
public final class ConversionCard {
  private ConversionCard() {}

  /** The card in Markdown, with metadata in YAML before it. */
  public static String of(ConversionResult result, String command) {
    ConversionReport report = new ConversionReport(result);
    List<String> parts = new ArrayList<>();
    parts.add(
        String.join(
            "\n",
            "---",
            "library_name: outeffhop",
            "tags:",
            "- outeffhop",
            "- " + Markdown.yaml(result.model()),
            "- " + Markdown.yaml(result.attention()),
            "---"));
    parts.add(
        "# "
            + Markdown.text("%s with %s attention".formatted(result.source(), result.attention())));
    parts.add(
        String.format(
            Locale.ROOT,
            "The model %s with its softmax replaced, distilled from the original for %,d steps, without labels, so that its activations stay small.",
            Markdown.inline(result.source()),
            result.steps()));
    parts.add("## Data\n\n" + Markdown.text(result.data()));
    parts.add("## Results");
    for (Map.Entry<String, TextTable> table : report.tables().entrySet()) {
      parts.add(
          Markdown.text(table.getKey()) + ":\n\n" + table.getValue().toMarkdown().stripTrailing());
    }
    report.findings().forEach(finding -> parts.add(Markdown.text(finding)));
    parts.add("## Settings\n\n" + settings(result).toMarkdown().stripTrailing());
    parts.add("## How to reproduce it\n\n" + Markdown.code(command));
    parts.add(
        "## Limits\n\n- `config.json` names the attention method (`attention_method`). Libraries that do not know it compute softmax instead, which gives a different model.\n"
            + "- Its quality was measured only on texts or images like those it was trained on.\n"
            + "- `model-int8.onnx` was calibrated on the same data and made for the processor that wrote it.");
    return String.join("\n\n", parts) + "\n";
  }

  private static TextTable settings(ConversionResult result) {
    return new TextTable(
        List.of("name", "value"),
        result.settings().entrySet().stream()
            .map(entry -> List.of(entry.getKey(), String.valueOf(entry.getValue())))
            .toList());
  }
}
