package org.outeffhop.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.outeffhop.experiment.result.DoctorResult;
import org.outeffhop.experiment.result.DoctorResult.Cost;

/** The state of a machine as tables. */
public final class DoctorReport {
  private DoctorReport() {}

  /** A row for each fact. */
  public static TextTable facts(Map<String, String> facts) {
    return new TextTable(
        List.of("name", "here"),
        facts.entrySet().stream().map(fact -> List.of(fact.getKey(), fact.getValue())).toList());
  }

  /** A row for each check. */
  public static TextTable certificate(DoctorResult result) {
    return new TextTable(
        List.of("Softmax1", "holds", "measured"),
        result.certificate().stream()
            .map(check -> List.of(check.claim(), check.holds() ? "ok" : "FAILS", check.evidence()))
            .toList());
  }

  /**
   * A row for each setting: milliseconds, and the factor against the present settings. Without rows
   * where none were measured.
   */
  public static TextTable costs(DoctorResult result) {
    List<String> header =
        List.of("settings", "add ms", "to now", "linear ms", "to now", "attention ms", "to now");
    return new TextTable(
        header, result.costs().stream().map(cost -> row(cost, result.costs().get(0))).toList());
  }

  /** Whether Softmax1 is right, and how long it took to find out. */
  public static List<String> verdict(DoctorResult result) {
    return List.of(
        result.sound()
            ? "Softmax1 computes correctly on this machine."
            : "Softmax1 computes WRONGLY on this machine.",
        String.format(Locale.ROOT, "Took %.1f s.", result.seconds()));
  }

  private static List<String> row(Cost cost, Cost now) {
    return List.of(
        cost.settings(),
        number(cost.add()),
        factor(cost.add(), now.add()),
        number(cost.linear()),
        factor(cost.linear(), now.linear()),
        number(cost.attention()),
        factor(cost.attention(), now.attention()));
  }

  private static String number(double milliseconds) {
    return String.format(Locale.ROOT, "%.1f", milliseconds);
  }

  private static String factor(double milliseconds, double now) {
    return String.format(Locale.ROOT, "x %.1f", milliseconds / now);
  }
}
