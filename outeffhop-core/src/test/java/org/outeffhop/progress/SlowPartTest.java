package org.outeffhop.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowPartTest {
  private long now = 7;

  @Test
  void nothingIsToldBeforeTwoSeconds() {
    List<String> told = new ArrayList<>();
    SlowPart part =
        new SlowPart("work", 4, (task, done, total) -> told.add(task + done + total), () -> now);
    part.done();
    now += 2_000_000_000L;
    part.done();
    assertEquals(List.of(), told);
    now++;
    part.done();
    part.done();
    assertEquals(List.of("work34", "work44"), told);
  }
}
