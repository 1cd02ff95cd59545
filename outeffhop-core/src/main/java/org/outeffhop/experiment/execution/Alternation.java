package org.outeffhop.experiment.execution;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.progress.Interruptions;
import org.outeffhop.progress.Progress;

/**
 * Times contenders in turns, so that whatever else slows the machine down for a while slows all of
 * them. Who begins moves on by one in every round. A contender that is very slow ends the turns
 * early: after two rounds none begins that would go past the time limit.
 */
public final class Alternation {
  private static final int LEAST_ROUNDS = 2;
  private static final double LIMIT_SECONDS = 20;

  private final int warmUp;
  private final int rounds;
  private final Progress progress;
  private final LongSupplier nanoseconds;

  /**
   * Turns to come.
   *
   * @param warmUp rounds before those that count
   * @param rounds that count
   */
  public Alternation(int warmUp, int rounds, Progress progress) {
    this(warmUp, rounds, progress, System::nanoTime);
  }

  /** The same by another clock. */
  Alternation(int warmUp, int rounds, Progress progress, LongSupplier nanoseconds) {
    this.warmUp = warmUp;
    this.rounds = rounds;
    this.progress = progress;
    this.nanoseconds = nanoseconds;
  }

  /**
   * Has the contenders take turns.
   *
   * @param task what the progress says
   * @return by name
   */
  public Map<String, Timing> time(String task, List<? extends Contender> contenders) {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    contenders.forEach(contender -> seconds.put(contender.name(), new ArrayList<>()));
    long start = nanoseconds.getAsLong();
    for (int round = -warmUp; round < rounds; round++) {
      if (round >= LEAST_ROUNDS && secondsAfterNext(start, warmUp + round) > LIMIT_SECONDS) {
        break;
      }
      for (int turn = 0; turn < contenders.size(); turn++) {
        int place = Math.floorMod(turn + round, contenders.size());
        Contender contender = contenders.get(place);
        Interruptions.check(task);
        List<Double> times = contender.run();
        if (round >= 0) {
          seconds.get(contender.name()).addAll(times);
        }
      }
      progress.update(task, warmUp + round + 1L, (long) warmUp + rounds);
    }
    Map<String, Timing> timings = new LinkedHashMap<>();
    seconds.forEach((name, times) -> timings.put(name, Timing.of(times)));
    return timings;
  }

  /** How long it will have taken after one more round, if that takes as long as those before. */
  private double secondsAfterNext(long start, int done) {
    return (nanoseconds.getAsLong() - start) / 1e9 * (done + 1) / done;
  }
}
