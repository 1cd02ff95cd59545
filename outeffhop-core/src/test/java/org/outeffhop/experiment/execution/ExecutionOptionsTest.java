package org.outeffhop.experiment.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.outeffhop.runtime.TargetProcessor;

class ExecutionOptionsTest {
  private static ExecutionOptions lengths(Integer... lengths) {
    return new ExecutionOptions(1, List.of(1), List.of(lengths), TargetProcessor.ANY, 1);
  }

  private static List<Integer> usual(int longest) {
    return lengths().lengthsOf("m", OptionalInt.of(longest));
  }

  @Test
  void theUsualLengthsGoAsFarAsTheModel() {
    assertEquals(List.of(32, 64, 128), usual(2048));
    assertEquals(List.of(32, 64, 128), usual(128));
    assertEquals(List.of(32, 64, 100), usual(100));
    assertEquals(List.of(32, 64), usual(64));
    assertEquals(List.of(32), usual(32));
    assertEquals(List.of(7), usual(7));
    assertEquals(List.of(1), usual(1));
  }

  @Test
  void lengthsThatAreAskedForAreTakenAsTheyAre() {
    assertEquals(List.of(7, 5, 7), lengths(7, 5, 7).lengthsOf("m", OptionalInt.of(7)));
    assertEquals(
        "m: a timed length is 8; the model takes at most 7 tokens",
        assertThrows(
                IllegalArgumentException.class,
                () -> lengths(7, 8).lengthsOf("m", OptionalInt.of(7)))
            .getMessage());
  }

  @Test
  void aModelWithoutAFreeLengthHasOne() {
    assertEquals(List.of(0), lengths().lengthsOf("m", OptionalInt.empty()));
    assertEquals(List.of(0), lengths(5, 999).lengthsOf("m", OptionalInt.empty()));
  }

  private static void requireRefused(
      String message, int threads, List<Integer> batches, List<Integer> lengths, int rounds) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> new ExecutionOptions(threads, batches, lengths, TargetProcessor.ANY, rounds))
            .getMessage());
  }

  @Test
  void whatCannotBeIsNamed() {
    List<Integer> one = List.of(1);
    requireRefused("threads is 0; it must be from 1 to 1024", 0, one, one, 1);
    requireRefused("rounds is -1; it must be at least 1", 1, one, one, -1);
    requireRefused("a timed batch is 0; it must be at least 1", 1, List.of(8, 0), one, 1);
    requireRefused("a timed length is 0; it must be at least 1", 1, one, List.of(0), 1);
    requireRefused("timed batches are missing; they are written like 1,8", 1, List.of(), one, 1);
  }
}
