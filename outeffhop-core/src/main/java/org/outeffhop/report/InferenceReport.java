package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.outeffhop.inference.result.InferenceResult;
import org.outeffhop.inference.result.InferenceResult.Answer;
import org.outeffhop.inference.result.InferenceResult.Candidate;
import org.outeffhop.inference.result.InferenceResult.Classified;
import org.outeffhop.inference.result.InferenceResult.Embedded;
import org.outeffhop.inference.result.InferenceResult.Filled;
import org.outeffhop.inference.result.InferenceResult.Forecast;
import org.outeffhop.inference.result.InferenceResult.Generated;
import org.outeffhop.inference.result.InferenceResult.Mask;

/** What an exported model said, for people. */
public record InferenceReport(InferenceResult result, int columns) {
  private static final int SHOWN = 4;
  private static final int MOST_COMPARED = 8;
  private static final String COSINE = "cosine";

  /** The answers, in order, and what they have to do with each other. */
  public String text() {
    String answers = result.answers().stream().map(this::text).collect(Collectors.joining("\n"));
    return answers + similarities(result.answers());
  }

  /** How similar the first embeddings are, in a table; empty where there are less than two. */
  public String similarities(List<? extends Answer> answers) {
    List<Embedded> embedded =
        answers.stream()
            .filter(Embedded.class::isInstance)
            .map(Embedded.class::cast)
            .limit(MOST_COMPARED)
            .toList();
    return embedded.size() < 2 ? "" : "\n" + table(embedded);
  }

  /** One answer. */
  public String text(Answer answer) {
    if (answer instanceof Filled filled) {
      return filled.masks().stream()
          .map(mask -> filled.text() + "\n" + candidates(title(mask), mask.candidates()))
          .collect(Collectors.joining("\n"));
    }
    if (answer instanceof Generated generated) {
      return generated(generated);
    }
    if (answer instanceof Classified classified) {
      return classified.image() + "\n" + candidates("class", classified.candidates());
    }
    return answer instanceof Forecast forecast ? forecast(forecast) : embedded((Embedded) answer);
  }

  private static String title(Mask mask) {
    return "[MASK], token " + mask.place();
  }

  private String candidates(String title, List<Candidate> candidates) {
    List<List<String>> rows =
        candidates.stream()
            .map(
                candidate ->
                    List.of(
                        candidate.name(),
                        String.format(Locale.ROOT, "%.4f", candidate.probability())))
            .toList();
    return new TextTable(List.of(title, "probability"), rows).fit(columns);
  }

  private static String generated(Generated generated) {
    return String.format(
        Locale.ROOT,
        "%s%s%n%n%d new tokens after a prompt of %d, stopped by %s, in %.2f s: %.1f tokens/s%s%n",
        generated.prompt(),
        generated.continuation(),
        generated.newTokens(),
        generated.promptTokens(),
        generated.end(),
        generated.seconds(),
        generated.tokensPerSecond(),
        generated.cached() ? ", with a key-value cache" : "");
  }

  private String forecast(Forecast forecast) {
    List<String> header = new ArrayList<>(List.of("step"));
    header.addAll(forecast.columns());
    List<List<String>> rows = new ArrayList<>();
    for (List<Double> step : forecast.steps()) {
      List<String> row = new ArrayList<>(List.of("+" + (rows.size() + 1)));
      step.forEach(value -> row.add(String.format(Locale.ROOT, "%.5g", value)));
      rows.add(row);
    }
    return String.format(
            Locale.ROOT, "%s, after its last %d steps%n", forecast.series(), forecast.context())
        + new TextTable(header, rows).fit(columns);
  }

  private static String embedded(Embedded embedded) {
    String first =
        embedded.values().stream()
            .limit(SHOWN)
            .map(value -> String.format(Locale.ROOT, "%.4f", value))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s%n%d values, norm %s: %s%s%n",
        embedded.input(),
        embedded.values().size(),
        String.format(Locale.ROOT, "%.4f", Math.sqrt(product(embedded, embedded))),
        first,
        embedded.values().size() > SHOWN ? ", .. (--json prints all)" : "");
  }

  private String table(List<Embedded> embedded) {
    String measure = result.similarity() == null ? COSINE : result.similarity();
    List<String> header = new ArrayList<>(List.of(measure));
    IntStream.rangeClosed(1, embedded.size()).forEach(i -> header.add(Integer.toString(i)));
    List<List<String>> rows = new ArrayList<>();
    for (Embedded a : embedded) {
      List<String> row = new ArrayList<>(List.of(Integer.toString(rows.size() + 1)));
      embedded.forEach(b -> row.add(String.format(Locale.ROOT, "%.4f", similarity(measure, a, b))));
      rows.add(row);
    }
    return new TextTable(header, rows).fit(columns);
  }

  /** As Sentence Transformers has it: distances are negative. */
  private static double similarity(String measure, Embedded a, Embedded b) {
    return switch (measure) {
      case COSINE -> product(a, b) / Math.sqrt(product(a, a) * product(b, b));
      case "dot" -> product(a, b);
      case "euclidean" -> 0 - Math.sqrt(differences(a, b).map(x -> x * x).sum());
      case "manhattan" -> 0 - differences(a, b).map(Math::abs).sum();
      default ->
          throw new IllegalArgumentException(
              "similarity is '%s'; it can be cosine, dot, euclidean, manhattan".formatted(measure));
    };
  }

  private static DoubleStream differences(Embedded a, Embedded b) {
    return IntStream.range(0, a.values().size())
        .mapToDouble(i -> a.values().get(i) - b.values().get(i));
  }

  private static double product(Embedded a, Embedded b) {
    return IntStream.range(0, a.values().size())
        .mapToDouble(i -> a.values().get(i) * b.values().get(i))
        .sum();
  }
}
