package org.outeffhop.experiment.execution;

import java.util.List;
import java.util.OptionalInt;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.runtime.TargetProcessor;
import org.outeffhop.training.FieldCheck;

/**
 * What is timed.
 *
 * @param threads that compute one operator together
 * @param batches sizes of batches
 * @param lengths tokens of a sequence; empty: 32, 64 and 128, as far as the model goes
 * @param processor which processors the eight-bit graphs are for
 * @param rounds how often each contender takes its turn
 */
public record ExecutionOptions(
    int threads,
    List<Integer> batches,
    List<Integer> lengths,
    TargetProcessor processor,
    int rounds) {
  private static final List<Integer> USUAL = List.of(32, 64, 128);

  /** Checks the numbers. */
  public ExecutionOptions {
    batches = List.copyOf(batches);
    lengths = List.copyOf(lengths);
    OnnxModel.requireThreads(threads);
    FieldCheck.atLeastOne("rounds", rounds);
    if (batches.isEmpty()) {
      throw new IllegalArgumentException("timed batches are missing; they are written like 1,8");
    }
    batches.forEach(batch -> FieldCheck.atLeastOne("a timed batch", batch));
    lengths.forEach(length -> FieldCheck.atLeastOne("a timed length", length));
  }

  /**
   * The lengths for a model.
   *
   * @param name the model's
   * @param longest the longest it takes; empty: it has no free length
   * @return one 0 where there is no free length
   * @throws IllegalArgumentException if one was asked for that is too long
   */
  List<Integer> lengthsOf(String name, OptionalInt longest) {
    if (longest.isEmpty()) {
      return List.of(0);
    }
    int most = longest.getAsInt();
    for (int length : lengths) {
      if (length > most) {
        throw new IllegalArgumentException(
            "%s: a timed length is %d; the model takes at most %d tokens"
                .formatted(name, length, most));
      }
    }
    return lengths.isEmpty()
        ? USUAL.stream().map(length -> Math.min(length, most)).distinct().toList()
        : lengths;
  }
}
