package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.ComparisonRow;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.result.RunRecord;

/** The card of a run made by hand. */
class ModelCardTest {
  private static String card(String attention) {
    return card("opt", attention, "my \"own\" text " + "0a".repeat(32), "./outeffhop compare");
  }

  private static String card(String model, String attention, String data, String command) {
    return ModelCard.of(
        new RunRecord(
            "folder",
            "comparison",
            Map.of("data", data),
            new RunRecord.Origin(command, Map.of("java", "17"), Map.of(), Map.of()),
            new ComparisonRow(
                model,
                attention,
                3,
                1500,
                1234567,
                10.5,
                143.25,
                QualityMeasure.PERPLEXITY,
                286.03,
                286.9,
                Map.of(),
                1),
            List.of(),
            Map.of(),
            null,
            null),
        "text-generation");
  }

  @Test
  void metadataAreHuggingFacesModelIndex() {
    String card = card("outeffhop");
    assertTrue(
        card.startsWith("---\nlibrary_name: outeffhop\npipeline_tag: text-generation\n"), card);
    assertTrue(
        card.contains("      name: \"my \\\"own\\\" text\"\n      type: \"my-own-text\"\n"), card);
    assertTrue(card.contains("    - type: perplexity\n      value: 286.03\n"), card);
    assertTrue(card.contains("    - type: average_kurtosis\n      value: 10.5\n"), card);
    assertTrue(card.contains("\n---\n\n# opt, outeffhop attention, seed 3\n"), card);
  }

  @Test
  void onlyOtherMethodsThanVanillaNeedALibraryThatKnowsThem() {
    assertTrue(card("outeffhop").contains("Libraries that do not know it compute softmax"));
    assertFalse(card("vanilla").contains("attention_method"));
    assertTrue(card("vanilla").contains("| perplexity W8A8 | 286.9000 |"));
    assertTrue(
        card("vanilla").contains("1,234,567 parameters, trained from scratch for 1,500 steps"));
  }

  @Test
  void namesMarkNothingUpInMarkdownAndYaml() {
    String card = card("x\n---\n<script>", "a|b", "- <img src=x>\n# data", "compare\n<script>");
    assertEquals(2, card.lines().filter(line -> line.startsWith("---")).count(), card);
    assertTrue(card.contains("\n- \"x\\u000a---\\u000a<script>\"\n- \"a|b\"\n"), card);
    assertTrue(card.contains("\n# x --- \\<script\\>, a\\|b attention, seed 3\n"), card);
    assertTrue(card.contains("\n\\- \\<img src=x\\> \\# data. The model"), card);
    assertTrue(card.contains("\n    compare\n    <script>\n"), card);
    assertTrue(card.contains("| data | - \\<img src=x\\>\\\\u000a\\# data |"), card);
  }
}
