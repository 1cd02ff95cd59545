package org.outeffhop.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.outeffhop.inference.result.InferenceResult.Embedded;
import org.outeffhop.progress.Progress;

/** Many threads embed texts at once, and get what each would get alone. */
class EncoderTest {
  private static final List<String> WORDS = List.of("one", "two", "three", "four");
  private static final EncoderLimits PATIENT =
      new EncoderLimits(64, Duration.ofMinutes(1), 64, 1, 1);

  private final ConcurrentLinkedQueue<Integer> batches = new ConcurrentLinkedQueue<>();

  private Encoder open(EncoderLimits limits) throws IOException {
    return Encoder.open(
        SmallEncoder.folder(),
        limits,
        (texts, tokens, seconds) -> batches.add(texts),
        Progress.none());
  }

  @Test
  void textsBecomeWhatLibtorchMakesOfThem() throws IOException {
    try (Encoder encoder = open(EncoderLimits.ofThreads(1))) {
      assertEquals(8, encoder.width());
      assertTrue(encoder.isNormalized());
      List<float[]> vectors = encoder.embed(SmallEncoder.TEXTS);
      for (int text = 0; text < vectors.size(); text++) {
        for (int i = 0; i < 8; i++) {
          assertEquals(SmallEncoder.VECTORS[text][i], vectors.get(text)[i], 1e-6);
        }
      }
    }
  }

  /** The one who came first does not wait for the rest, and no batch is larger than allowed. */
  @Test
  void whoeverSharesABatchChangesNothing() throws Exception {
    List<String> texts = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < 400; i++) {
      StringBuilder text = new StringBuilder();
      for (int word = random.nextInt(12); word >= 0; word--) {
        text.append(WORDS.get(random.nextInt(4))).append(' ');
      }
      texts.add(text.toString());
    }
    List<float[]> alone = alone(texts);
    ExecutorService clients = Executors.newFixedThreadPool(8);
    try (Encoder encoder = open(new EncoderLimits(16, Duration.ofMillis(1), 4096, 2, 1))) {
      List<Future<List<float[]>>> answers = new ArrayList<>();
      for (int i = 0; i < texts.size(); i += 2) {
        List<String> pair = texts.subList(i, i + 2);
        answers.add(clients.submit(() -> encoder.embed(pair)));
      }
      for (int i = 0; i < texts.size(); i++) {
        assertArrayEquals(alone.get(i), answers.get(i / 2).get().get(i % 2), 1e-6f, texts.get(i));
      }
    } finally {
      clients.shutdownNow();
    }
    assertTrue(batches.stream().allMatch(size -> size <= 16), batches::toString);
    assertEquals(400, batches.stream().mapToInt(size -> size).sum());
  }

  private static List<float[]> alone(List<String> texts) throws IOException {
    InferenceOptions options = new InferenceOptions(true, 1, Optional.empty());
    List<float[]> vectors = new ArrayList<>();
    try (Inference inference = Inference.open(SmallEncoder.folder(), 1, options, Progress.none())) {
      for (String text : texts) {
        List<Double> values = ((Embedded) inference.run(List.of(text)).answers().get(0)).values();
        float[] vector = new float[values.size()];
        for (int i = 0; i < vector.length; i++) {
          vector[i] = values.get(i).floatValue();
        }
        vectors.add(vector);
      }
    }
    return vectors;
  }

  @Test
  void closingFinishesWhatWasAcceptedAndRefusesTheRest() throws Exception {
    Encoder encoder = open(PATIENT);
    ExecutorService client = Executors.newSingleThreadExecutor();
    try {
      Future<List<float[]>> waiting = client.submit(() -> encoder.embed(List.of("four")));
      while (encoder.queued() == 0) {
        Thread.onSpinWait();
      }
      encoder.close();
      assertEquals(SmallEncoder.VECTORS[1][3], waiting.get().get(0)[3], 1e-6);
      assertEquals(
          "the encoder is closed",
          assertThrows(IllegalStateException.class, () -> encoder.embed(List.of("four")))
              .getMessage());
      encoder.close();
    } finally {
      client.shutdownNow();
    }
  }

  @Test
  void moreThanTheQueueTakesIsRefused() throws IOException {
    try (Encoder encoder = open(new EncoderLimits(2, Duration.ZERO, 2, 1, 1))) {
      assertEquals(
          "0 texts wait and 3 came; the queue takes 2: try again later",
          assertThrows(QueueFullException.class, () -> encoder.embed(SmallEncoder.TEXTS))
              .getMessage());
      assertEquals(1, encoder.embed(List.of("four")).size());
    }
  }

  @Test
  void aTextThatIsTooLongIsCutOrRefused() throws IOException {
    String longText = "one ".repeat(20);
    try (Encoder encoder = open(EncoderLimits.ofThreads(1))) {
      assertEquals(16, encoder.longest());
      assertEquals(16, encoder.embed(List.of(longText), Truncation.parse("16")).tokens());
      assertTrue(
          assertThrows(
                  IllegalArgumentException.class,
                  () -> encoder.embed(List.of(longText), Truncation.NONE))
              .getMessage()
              .contains("has 22 tokens; the maximum of"));
    }
  }
}
