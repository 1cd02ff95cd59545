package org.outeffhop.experiment.diagnosis;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.experiment.result.DiagnosisResult.Owner;
import org.outeffhop.metrics.sinks.Diagnosis;
import org.outeffhop.metrics.sinks.HeadUse;
import org.outeffhop.metrics.sinks.ModuleUse;
import org.outeffhop.metrics.sinks.Whereabouts;

/** A diagnosis with names for tokens, and a sentence that says what it found. */
public final class DiagnosisRecord {
  private static final int NAMED = 5;
  private static final String UNKNOWN =
      "Whose the outliers are is not known: that takes samples of 9 tokens or more.";

  private DiagnosisRecord() {}

  /** A record of a diagnosis. */
  public static DiagnosisResult of(Diagnosis found, TokenNames names) {
    List<DiagnosisResult.TokenShare> sinks = sinks(found, names);
    Owner owner = owner(found);
    return new DiagnosisResult(
        owner == null ? UNKNOWN : DiagnosisSentence.of(owner, found, sinks),
        owner,
        found.samples(),
        found.tokens(),
        share(found.sinkTokens(), found.tokens()),
        sinks,
        outliers(found.outliers(), found.ofKurtosis()),
        average(found, ModuleUse::kurtosis),
        known(average(found, ModuleUse::kurtosisWithoutSinks)),
        found.heads().stream().map(head -> head(head, names)).toList(),
        found.modules().stream().map(DiagnosisRecord::module).toList());
  }

  private static double average(Diagnosis found, ToDoubleFunction<ModuleUse> measure) {
    return found.modules().stream().mapToDouble(measure).average().orElse(0);
  }

  private static Owner owner(Diagnosis found) {
    if (found.samples() == 0 || found.modules().isEmpty()) {
      return null;
    }
    return Owner.of(
        found.outliers().all() / found.samples(),
        share(found.sinkTokens(), found.tokens()),
        found.outliers().share(found.outliers().atSinks()),
        found.ofKurtosis().share(found.ofKurtosis().atSinks()));
  }

  private static List<DiagnosisResult.TokenShare> sinks(Diagnosis found, TokenNames names) {
    return found.sinkLabels().entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<Long, Long> sink) -> -sink.getValue())
                .thenComparing(Map.Entry::getKey))
        .limit(NAMED)
        .map(
            sink ->
                new DiagnosisResult.TokenShare(
                    names.name(sink.getKey()), share(sink.getValue(), found.sinkTokens())))
        .toList();
  }

  private static DiagnosisResult.Head head(HeadUse head, TokenNames names) {
    return new DiagnosisResult.Head(
        head.module(),
        head.head(),
        head.firstKeySinkRate(),
        head.sinkRate(),
        head.noOpMass(),
        names.name(head.mostAttended().label()),
        head.mostAttended().weight(),
        head.mostAttended().sinkRate(),
        head.mostAttended().valueLength(),
        known(head.mostAttended().otherValueLength()));
  }

  private static DiagnosisResult.Module module(ModuleUse module) {
    return new DiagnosisResult.Module(
        module.module(),
        outliers(module.outliers(), module.ofKurtosis()),
        module.channels(),
        module.topChannels().stream()
            .map(
                top ->
                    new DiagnosisResult.ChannelShare(
                        top.channel(), module.outliers().share(top.outliers())))
            .toList(),
        module.kurtosis(),
        known(module.kurtosisWithoutSinks()));
  }

  private static DiagnosisResult.Outliers outliers(Whereabouts number, Whereabouts kurtosis) {
    return new DiagnosisResult.Outliers((long) number.all(), shares(number), shares(kurtosis));
  }

  private static DiagnosisResult.Shares shares(Whereabouts amount) {
    return new DiagnosisResult.Shares(
        amount.share(amount.atSinks()),
        amount.share(amount.atDelimiters()),
        amount.share(amount.elsewhere()));
  }

  private static Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
