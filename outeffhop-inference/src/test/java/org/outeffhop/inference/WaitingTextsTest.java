package org.outeffhop.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.outeffhop.inference.WaitingTexts.Text;

/** Batches hold the oldest text and those behind it of about its length. */
class WaitingTextsTest {
  private static WaitingTexts waiting(boolean batches, int... lengths) {
    WaitingTexts waiting =
        new WaitingTexts(new EncoderLimits(3, Duration.ZERO, 100, 1, 1), batches);
    waiting.add(
        Arrays.stream(lengths)
            .mapToObj(length -> new Text(new int[length], new CompletableFuture<>(), 0))
            .toList());
    return waiting;
  }

  private static List<Integer> lengths(WaitingTexts waiting) throws InterruptedException {
    return waiting.take().stream().map(text -> text.ids().length).toList();
  }

  @Test
  void nearLengthsAreBatchedInTheOrderInWhichTheyCame() throws InterruptedException {
    WaitingTexts waiting = waiting(true, 40, 100, 44, 10, 51, 50, 101, 14);
    assertEquals(List.of(40, 44, 51), lengths(waiting));
    assertEquals(List.of(100, 101), lengths(waiting));
    assertEquals(List.of(10, 14), lengths(waiting));
    assertEquals(List.of(50), lengths(waiting));
    assertEquals(0, waiting.size());
  }

  @Test
  void aBatchHasAtMost4096Tokens() throws InterruptedException {
    WaitingTexts waiting = waiting(true, 2000, 2048, 2000);
    assertEquals(List.of(2000, 2048), lengths(waiting));
    assertEquals(List.of(2000), lengths(waiting));
  }

  @Test
  void whatMustNotShareABatchIsTakenAlone() throws InterruptedException {
    WaitingTexts waiting = waiting(false, 5, 5);
    assertEquals(List.of(5), lengths(waiting));
    assertEquals(List.of(5), lengths(waiting));
  }

  @Test
  void closedItGivesWhatIsLeftAndThenNothing() throws InterruptedException {
    WaitingTexts waiting = waiting(true, 5);
    waiting.close();
    assertEquals(List.of(5), lengths(waiting));
    assertEquals(List.of(), lengths(waiting));
  }
}
