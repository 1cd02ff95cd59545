package org.outeffhop.experiment.diagnosis;

import java.util.List;
import java.util.Locale;
import org.outeffhop.experiment.result.DiagnosisResult.Owner;
import org.outeffhop.experiment.result.DiagnosisResult.TokenShare;
import org.outeffhop.metrics.sinks.Diagnosis;
import org.outeffhop.metrics.sinks.Whereabouts;

/** What the numbers of a diagnosis say, in words. */
final class DiagnosisSentence {
  private DiagnosisSentence() {}

  static String of(Owner owner, Diagnosis found, List<TokenShare> sinks) {
    return switch (owner) {
      case NONE ->
          String.format(
              Locale.ROOT,
              "There are no outliers: %.0f elements beyond 6 standard deviations in %,d samples.",
              found.outliers().all(),
              found.samples());
      case ATTENTION -> "The outliers are attention's: " + numbers(found, "and", sinks);
      case OTHER -> "The outliers are not attention's: " + numbers(found, "and", sinks);
      case BY_KURTOSIS ->
          "The outliers that make the kurtosis are attention's, though most others are not: "
              + numbers(found, "but", sinks);
      case BY_NUMBER ->
          "Most outliers are attention's, but not those that make the kurtosis: "
              + numbers(found, "but", sinks);
    };
  }

  private static String numbers(Diagnosis found, String joined, List<TokenShare> sinks) {
    return String.format(
        Locale.ROOT,
        "%s of their kurtosis %s %s of the %,.0f elements are at tokens that heads sink into, %s of all tokens%s.",
        atSinks(found.ofKurtosis()),
        joined,
        atSinks(found.outliers()),
        found.outliers().all(),
        percent((double) found.sinkTokens() / found.tokens()),
        sinks.isEmpty()
            ? ""
            : ", of which "
                + percent(sinks.get(0).share())
                + " are '"
                + sinks.get(0).token()
                + "'");
  }

  private static String atSinks(Whereabouts amount) {
    return percent(amount.share(amount.atSinks()));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }
}
