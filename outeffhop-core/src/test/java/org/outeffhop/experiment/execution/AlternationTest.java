package org.outeffhop.experiment.execution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.progress.Progress;

/** Turns by a clock that only the contenders move. */
class AlternationTest {
  private static final long SECOND = 1_000_000_000;

  private final List<String> turns = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final Progress progress =
      (task, done, total) -> told.add(task + " " + done + "/" + total);
  private long now = 17 * SECOND;

  /** Every turn takes so many seconds; what it says took is the number of turns so far. */
  private record Fake(String name, double seconds, AlternationTest test) implements Contender {
    @Override
    public List<Double> run() {
      test.turns.add(name);
      test.now += (long) (seconds * SECOND);
      return List.of((double) test.turns.size());
    }
  }

  private Fake contender(String name, double seconds) {
    return new Fake(name, seconds, this);
  }

  private Map<String, Timing> time(int warmUp, int rounds, Contender... contenders) {
    return new Alternation(warmUp, rounds, progress, () -> now).time("t", List.of(contenders));
  }

  /** Round 0 begins with the first; the round before it began with the last. */
  @Test
  void whoBeginsMovesOn() {
    time(1, 3, contender("a", 0), contender("b", 0), contender("c", 0));
    assertEquals(List.of("c", "a", "b", "a", "b", "c", "b", "c", "a", "c", "a", "b"), turns);
    assertEquals(List.of("t 1/4", "t 2/4", "t 3/4", "t 4/4"), told);
  }

  /** The warm-up's turn is a 1 and a 2; a then has turns 3 and 6, b 4 and 5, in milliseconds. */
  @Test
  void onlyTheRoundsCount() {
    Map<String, Timing> timings = time(1, 2, contender("a", 0), contender("b", 0));
    assertEquals(List.of("b", "a", "a", "b", "b", "a"), turns);
    assertEquals(List.of("a", "b"), List.copyOf(timings.keySet()));
    assertEquals(Timing.of(List.of(3.0, 6.0)), timings.get("a"));
    assertEquals(Timing.of(List.of(4.0, 5.0)), timings.get("b"));
    assertEquals(4500, timings.get("a").median());
    assertEquals(2, timings.get("b").count());
  }

  /** Rounds of 4 seconds: after five, one more would end at 24, past the limit of 20. */
  @Test
  void noRoundBeginsThatWouldGoPastTheLimit() {
    Map<String, Timing> timings = time(0, 100, contender("a", 1), contender("b", 3));
    assertEquals(10, turns.size());
    assertEquals(5, timings.get("a").count());
    assertEquals("t 5/100", told.get(told.size() - 1));
  }

  @Test
  void theWarmUpsTimeCountsToTheLimit() {
    assertEquals(3, time(2, 100, contender("a", 4)).get("a").count());
  }

  @Test
  void twoRoundsAreTakenHoweverSlow() {
    assertEquals(2, time(1, 100, contender("a", 3600)).get("a").count());
    assertEquals(1, time(1, 1, contender("a", 3600)).get("a").count());
  }

  @Test
  void oneContenderIsAlone() {
    assertEquals(4, time(0, 4, contender("a", 0)).get("a").count());
  }

  @Test
  void allTimesOfATurnCount() {
    Contender thrice =
        new Contender() {
          @Override
          public String name() {
            return "a";
          }

          @Override
          public List<Double> run() {
            return List.of(1.0, 2.0, 3.0);
          }
        };
    assertEquals(Timing.of(List.of(1.0, 2.0, 3.0, 1.0, 2.0, 3.0)), time(3, 2, thrice).get("a"));
  }
}
