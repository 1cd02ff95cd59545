package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.outeffhop.progress.Progress;

/** A few starts of what the command does 200 times. */
class StartStressTest {
  @Test
  void processesThatTrainEndAsTheyShould() throws IOException, InterruptedException {
    StartStress stress = new StartStress(2, 7, Progress.none());
    assertEquals(Map.of(0, 2), stress.row(TrainingStart.Ending.FINISH).codes());
    assertEquals(Map.of(143, 2), stress.row(TrainingStart.Ending.OUTEFFHOP).codes());
  }
}
