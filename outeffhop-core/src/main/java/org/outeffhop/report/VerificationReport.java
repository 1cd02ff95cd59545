package org.outeffhop.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.outeffhop.experiment.result.ClaimResult;
import org.outeffhop.experiment.result.Curve;
import org.outeffhop.experiment.result.Evidence;
import org.outeffhop.experiment.result.FailureResult;
import org.outeffhop.experiment.result.Interval;
import org.outeffhop.experiment.result.Verdict;
import org.outeffhop.experiment.result.VerificationResult;

/** The claims, each with its verdict and its evidence, as lines of text. */
public record VerificationReport(VerificationResult result) {
  private static final String INDENT = "  ";

  /** One line a claim: name, verdict and the verdict that is expected. */
  public TextTable verdicts() {
    return new TextTable(
        List.of("claim", "verdict", "expected"),
        result.claims().stream()
            .map(
                claim ->
                    List.of(claim.name(), claim.verdict().toString(), claim.expected().toString()))
            .toList());
  }

  /** What was measured over a range of sizes, by the name of its file. */
  public Map<String, Chart> charts() {
    Map<String, Chart> charts = new LinkedHashMap<>();
    result.claims().stream()
        .flatMap(claim -> claim.curves().stream())
        .forEach(curve -> charts.put(curve.name() + ".svg", chart(curve)));
    return charts;
  }

  private Chart chart(Curve curve) {
    return new Chart(
        curve.title(),
        "seed %s, draws: %s"
            .formatted(result.settings().get("seed"), result.settings().get("draws")),
        axis(curve.x(), curve.logarithmicX()),
        axis(curve.y(), curve.logarithmicY()),
        curve.lines().stream().map(VerificationReport::series).toList());
  }

  private static Axis axis(String title, boolean logarithmic) {
    return logarithmic ? Axis.logarithmic(title) : Axis.linear(title);
  }

  private static Series series(Curve.Line line) {
    return line.predicted()
        ? Series.dashed(line.name(), line.x(), line.y())
        : Series.line(line.name(), line.x(), line.y());
  }

  /**
   * Every claim in full, and the failures looked for.
   *
   * @param columns the width that sentences are broken to
   */
  public List<String> lines(int columns) {
    List<String> lines = new ArrayList<>();
    for (ClaimResult claim : result.claims()) {
      lines.add(claim.name() + ": " + claim.verdict());
      lines.addAll(broken("claim: " + claim.claim(), columns));
      if (claim.verdict() == Verdict.HOLDS_ONLY_WHERE) {
        lines.addAll(broken("where: " + claim.condition(), columns));
      }
      claim.evidence().forEach(evidence -> lines.addAll(broken(sentence(evidence), columns)));
      lines.add("");
    }
    lines.add("Known failure modes:");
    for (FailureResult failure : result.failures()) {
      String seen = failure.detected() ? "SEEN" : "not seen";
      lines.addAll(broken("%s: %s (%s)".formatted(failure.name(), seen, failure.where()), columns));
      failure
          .measurements()
          .forEach(m -> lines.addAll(broken(sentence(m), INDENT + INDENT, columns)));
      if (failure.detected()) {
        lines.addAll(broken("remedy: " + failure.remedy(), INDENT + INDENT, columns));
      }
    }
    return lines;
  }

  /** One sentence for every claim whose verdict is not the expected one. */
  public List<String> unexpected() {
    return result.unexpected().stream()
        .map(
            claim ->
                "not as expected: %s: %s (expected: %s)"
                    .formatted(claim.name(), claim.verdict(), claim.expected()))
        .toList();
  }

  private static String sentence(Evidence evidence) {
    Interval interval = evidence.interval();
    String around =
        interval == null
            ? ""
            : " [%s, %s]".formatted(number(interval.low()), number(interval.high()));
    String expected =
        evidence.expected().isEmpty()
            ? ""
            : " (%s%s)".formatted(evidence.expected(), evidence.met() ? "" : ", not met");
    return number(evidence.measured()) + around + expected + ": " + evidence.what();
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size >= 0.001 && size < 1e5 ? "%.4f" : "%.2g", value);
  }

  private static List<String> broken(String text, int columns) {
    return broken(text, INDENT, columns);
  }

  /** Lines of at most some columns, broken at blanks; the later ones deeper. */
  private static List<String> broken(String text, String indent, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ")) {
      if (line.length() + 1 + word.length() > columns && !line.toString().isBlank()) {
        lines.add(line.toString());
        line = new StringBuilder(indent + INDENT);
      }
      line.append(line.toString().isBlank() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
