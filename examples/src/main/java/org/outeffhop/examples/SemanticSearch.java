package org.outeffhop.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.inference.Inference;
import org.outeffhop.inference.InferenceOptions;
import org.outeffhop.inference.result.InferenceResult;
import org.outeffhop.inference.result.InferenceResult.Embedded;

/**
 * Searches glosses by meaning: SemanticSearch CONVERTED ORIGINAL [QUERY...].
 *
 * <p>CONVERTED is a folder that {@code ./outeffhop convert} wrote for a sentence encoder, ORIGINAL
 * one that {@code ./outeffhop export} wrote for the model as it was. Every fortieth gloss of the
 * built-in WordNet is embedded by both in ONNX Runtime, one by one on one thread. Printed are the
 * five glosses nearest to each query by cosine with either model, how many of the ten nearest both
 * have, and the models' file sizes and times.
 */
public final class SemanticSearch {
  private static final int EVERY = 40;
  private static final int SHOWN = 5;
  private static final int COMPARED = 10;
  private static final List<String> QUERIES =
      List.of(
          "a bird that cannot fly",
          "a place where money is kept",
          "to walk slowly and without a goal",
          "feeling sad because someone has died");

  private SemanticSearch() {}

  /** A gloss and its cosine with a query. */
  record Hit(String gloss, double cosine) {}

  /**
   * What a model found.
   *
   * @param bytes of its file
   * @param seconds that embedding the glosses took
   * @param hits for every query the nearest glosses, nearest first
   */
  record Search(String precision, long bytes, double seconds, List<List<Hit>> hits) {}

  /** Runs the program. */
  public static void main(String[] args) throws IOException {
    if (args.length < 2) {
      System.err.println("usage: SemanticSearch CONVERTED ORIGINAL [QUERY...]");
      System.exit(2);
    }
    List<String> queries = args.length > 2 ? Arrays.asList(args).subList(2, args.length) : QUERIES;
    try (Stream<String> documents = TextCorpus.glosses().documents()) {
      List<String> all = documents.toList();
      List<String> glosses =
          IntStream.range(0, all.size() / EVERY).mapToObj(i -> all.get(i * EVERY)).toList();
      Search converted = search(Path.of(args[0]), glosses, queries);
      Search original = search(Path.of(args[1]), glosses, queries);
      print(glosses.size(), queries, converted, original);
    } catch (IllegalArgumentException e) {
      System.err.println("SemanticSearch: " + e.getMessage());
      System.exit(1);
    }
  }

  /** Embeds glosses and queries with the model of a folder, and finds the nearest. */
  static Search search(Path folder, List<String> glosses, List<String> queries) throws IOException {
    InferenceOptions embeddings = new InferenceOptions(true, 1, Optional.empty());
    try (Inference model = Inference.open(folder, 1, embeddings, SemanticSearch::progress)) {
      List<double[]> asked = embedded(model.run(queries));
      System.err.println("embedding with " + folder);
      long start = System.nanoTime();
      InferenceResult result = model.run(glosses);
      double seconds = (System.nanoTime() - start) / 1e9;
      List<double[]> known = embedded(result);
      List<List<Hit>> hits = asked.stream().map(query -> nearest(query, known, glosses)).toList();
      return new Search(result.precision(), Files.size(Path.of(result.file())), seconds, hits);
    }
  }

  private static void progress(String task, long done, long total) {
    if (done % 1000 == 0) {
      System.err.printf("  %,d of %,d texts%n", done, total);
    }
  }

  private static List<double[]> embedded(InferenceResult result) {
    return result.answers().stream()
        .map(answer -> ((Embedded) answer).values().stream().mapToDouble(x -> x).toArray())
        .toList();
  }

  private static double cosine(double[] a, double[] b) {
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  private static List<Hit> nearest(double[] query, List<double[]> embedded, List<String> glosses) {
    return IntStream.range(0, glosses.size())
        .mapToObj(i -> new Hit(glosses.get(i), cosine(query, embedded.get(i))))
        .sorted(Comparator.comparingDouble(Hit::cosine).reversed())
        .limit(COMPARED)
        .toList();
  }

  /** How many of the nearest glosses both have. */
  static long shared(List<Hit> some, List<Hit> others) {
    List<String> known = others.stream().map(Hit::gloss).toList();
    return some.stream().filter(hit -> known.contains(hit.gloss())).count();
  }

  private static void print(int glosses, List<String> queries, Search converted, Search original) {
    long all = 0;
    for (int q = 0; q < queries.size(); q++) {
      List<Hit> left = converted.hits().get(q);
      List<Hit> right = original.hits().get(q);
      all += shared(left, right);
      System.out.printf("%s (%d shared)%n", queries.get(q), shared(left, right));
      for (int i = 0; i < SHOWN; i++) {
        Hit some = left.get(i);
        Hit other = right.get(i);
        System.out.printf(
            "  %.2f %-52.52s  %.2f %.52s%n",
            some.cosine(), some.gloss(), other.cosine(), other.gloss());
      }
    }
    System.out.printf(
        "%nOf the %d nearest glosses %.0f%% are the original's.%n%n",
        COMPARED, 100.0 * all / (COMPARED * queries.size()));
    System.out.printf("model      precision     MB  seconds for %,d glosses%n", glosses);
    row("converted", converted);
    row("original", original);
  }

  private static void row(String name, Search search) {
    System.out.printf(
        "%-9s  %-9s  %5.1f  %7.1f%n",
        name, search.precision(), search.bytes() / 1e6, search.seconds());
  }
}
