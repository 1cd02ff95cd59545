package org.outeffhop.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outeffhop.data.Progress;

/**
 * Times contenders in turns, so that whatever else slows the machine down for a while slows all of
 * them. Who begins moves on by one in every round.
 */
final class Alternation {
  private final int warmUp;
  private final int rounds;
  private final Progress progress;

  Alternation(int warmUp, int rounds, Progress progress) {
    this.warmUp = warmUp;
    this.rounds = rounds;
    this.progress = progress;
  }

  Map<String, Timing> time(String task, List<? extends Contender> contenders) {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    contenders.forEach(contender -> seconds.put(contender.name(), new ArrayList<>()));
    for (int round = -warmUp; round < rounds; round++) {
      for (int turn = 0; turn < contenders.size(); turn++) {
        int place = Math.floorMod(turn + round, contenders.size());
        Contender contender = contenders.get(place);
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
}
