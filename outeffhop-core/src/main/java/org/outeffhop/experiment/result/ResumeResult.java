package org.outeffhop.experiment.result;

import java.util.List;

/**
 * Whether a comparison whose process was killed came to what one came to that was not.
 *
 * @param kills in the order in which they happened
 * @param runs of the comparison
 */
public record ResumeResult(List<Kill> kills, List<Run> runs) {
  /**
   * One kill by SIGKILL.
   *
   * @param moment what it waited for
   * @param steps the last update in every run's log: {@code vit-outeffhop-seed0 17}
   * @param halfWritten checkpoints that were not whole yet
   * @param seconds that the process had lived
   */
  public record Kill(String moment, List<String> steps, int halfWritten, double seconds) {}

  /**
   * SHA-256 of what a run left, unkilled and killed.
   *
   * @param losses of {@code metrics.jsonl} without times and memory
   * @param weights of {@code model.safetensors}
   */
  public record Run(String name, long steps, Pair losses, Pair weights) {
    /** Whether both are the same. */
    public boolean same() {
      return losses.same() && weights.same();
    }
  }

  /** Two sums in hexadecimal. */
  public record Pair(String unkilled, String killed) {
    /** Whether they are the same. */
    public boolean same() {
      return unkilled.equals(killed);
    }
  }

  /** Whether every run came to the same. */
  public boolean same() {
    return runs.stream().allMatch(Run::same);
  }
}
