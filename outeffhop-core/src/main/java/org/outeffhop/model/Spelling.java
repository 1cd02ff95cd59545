package org.outeffhop.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * How a checkpoint spells the names of a model's tensors: a table of beginnings and one of endings,
 * each read from left to right to find a name in the file and from right to left to tell what a
 * name in the file is.
 *
 * @param beginnings tried in this order; the first that fits is exchanged
 * @param endings likewise
 */
public record Spelling(List<Pair> beginnings, List<Pair> endings) {
  /** A part of a name in the model and in the file. */
  public record Pair(String model, String file) {}

  /** The spelling in which most of the model's names are found, the first of those. */
  public static Spelling of(
      List<Spelling> known, Collection<String> modelNames, Set<String> fileNames) {
    return known.stream()
        .max(
            Comparator.comparingLong((Spelling spelling) -> spelling.found(modelNames, fileNames))
                .thenComparing(spelling -> -known.indexOf(spelling)))
        .orElseThrow();
  }

  private long found(Collection<String> modelNames, Set<String> fileNames) {
    return modelNames.stream().filter(name -> fileNames.contains(inFile(name))).count();
  }

  /** The name in the file of a tensor of the model. */
  public String inFile(String modelName) {
    return exchanged(modelName, Pair::model, Pair::file);
  }

  /** What a name in the file is called in the model. */
  public String inModel(String fileName) {
    return exchanged(fileName, Pair::file, Pair::model);
  }

  private String exchanged(String name, Function<Pair, String> from, Function<Pair, String> to) {
    String begun = name;
    for (Pair pair : beginnings) {
      if (name.startsWith(from.apply(pair))) {
        begun = to.apply(pair) + name.substring(from.apply(pair).length());
        break;
      }
    }
    for (Pair pair : endings) {
      if (begun.endsWith(from.apply(pair))) {
        return begun.substring(0, begun.length() - from.apply(pair).length()) + to.apply(pair);
      }
    }
    return begun;
  }
}
