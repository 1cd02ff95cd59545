package org.outeffhop.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.outeffhop.inference.WaitingTexts.Text;
import org.outeffhop.progress.Progress;
import org.outeffhop.runtime.OnnxOutput;

/**
 * Embeddings of texts for many threads at once. Texts that come at about the same time and have
 * about the same length are computed together, which does not change what they become; in dynamic
 * int8, where it would, each is computed alone.
 *
 * <p>Memory outside Java's heap is that of the model and of the batches under way.
 */
public final class Encoder implements AutoCloseable {
  private static final String WARM_UP = "warm up";

  private final TextModel model;
  private final EncoderLimits limits;
  private final BatchListener listener;
  private final WaitingTexts waiting;
  private final List<Thread> workers = new ArrayList<>();

  /** Shared by those that hand texts in, so that closing waits for them. */
  private final ReadWriteLock entrance = new ReentrantReadWriteLock();

  private final int width;

  /** Is told of every batch. */
  @FunctionalInterface
  public interface BatchListener {
    /**
     * A batch was computed.
     *
     * @param texts in it
     * @param tokens of them, without padding
     * @param seconds that it took
     */
    void computed(int texts, long tokens, double seconds);
  }

  /**
   * Vectors of texts.
   *
   * @param vectors one for each text, in their order
   * @param tokens of all texts
   */
  public record Embeddings(List<float[]> vectors, long tokens) {}

  private Encoder(TextModel model, EncoderLimits limits, BatchListener listener) {
    this.model = model;
    this.limits = limits;
    this.listener = listener;
    waiting = new WaitingTexts(limits, SentenceVectors.batches(model));
    width = computed(List.of(tokens(WARM_UP, Truncation.MODEL))).get(0).length;
  }

  /**
   * Opens a model, computes a text once, and starts to wait for others.
   *
   * @param path its file, or the folder that {@code export} or {@code convert} wrote
   * @param progress is told how is pooled, and other things to know
   * @throws IllegalArgumentException if it does not embed texts, or is damaged
   */
  public static Encoder open(
      Path path, EncoderLimits limits, BatchListener listener, Progress progress)
      throws IOException {
    ExportedFolder exported = ExportedFolder.open(path, limits.threads());
    try {
      InferenceOptions options = new InferenceOptions(true, 1, Optional.empty());
      if (!exported.model().inputs().contains("input_ids")) {
        throw new IllegalArgumentException(
            "%s is %s, which takes no text; texts are embedded by language models and encoders"
                .formatted(exported.model().file(), exported.said("model")));
      }
      exported.model().warning().ifPresent(progress::notice);
      TextIntake intake = TextIntake.embedded(exported, options, Progress.none());
      intake.notes(exported).forEach(progress::notice);
      TextModel model = TextModel.of(exported, intake);
      try {
        Encoder encoder = new Encoder(model, limits, listener);
        encoder.start();
        return encoder;
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    } catch (RuntimeException e) {
      exported.close();
      throw e;
    }
  }

  private void start() {
    for (int i = 0; i < limits.workers(); i++) {
      Thread worker = new Thread(this::work, "outeffhop-encoder-" + i);
      worker.setDaemon(true);
      workers.add(worker);
      worker.start();
    }
  }

  /** The numbers in a vector. */
  public int width() {
    return width;
  }

  /** Texts that wait. */
  public int queued() {
    return waiting.size();
  }

  /** The file of the graph. */
  public Path file() {
    return model.exported().model().file();
  }

  /** An entry of what the graph says of itself, such as its precision; null if it says nothing. */
  public String said(String name) {
    return model.exported().said(name);
  }

  /** Whether vectors have length 1 as the model makes them. */
  public boolean isNormalized() {
    return model.intake().settings().pooling().normalized();
  }

  /**
   * The vectors of texts, cut where the model's settings say so.
   *
   * @throws IllegalArgumentException if a text cannot be embedded, saying why
   * @throws QueueFullException if too many wait
   * @throws IllegalStateException if the encoder is closed
   */
  public List<float[]> embed(List<String> texts) {
    return embed(texts, Truncation.MODEL).vectors();
  }

  /**
   * The same, cut as a caller wants it.
   *
   * @param truncation of texts that are longer than the model takes
   */
  public Embeddings embed(List<String> texts, Truncation truncation) {
    List<Text> accepted = accepted(texts, truncation);
    long tokens = accepted.stream().mapToLong(text -> text.ids().length).sum();
    try {
      return new Embeddings(accepted.stream().map(text -> text.vector().join()).toList(), tokens);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private List<Text> accepted(List<String> texts, Truncation truncation) {
    entrance.readLock().lock();
    try {
      waiting.requireOpen();
      List<Text> accepted = new ArrayList<>();
      for (String text : texts) {
        int[] ids = tokens(text, truncation);
        accepted.add(new Text(ids, new CompletableFuture<>(), System.nanoTime()));
      }
      waiting.add(accepted);
      return accepted;
    } finally {
      entrance.readLock().unlock();
    }
  }

  /** The longest text in tokens, special ones included. */
  public int longest() {
    return model.intake().settings().limit().within(model.longest()).orElse(model.longest());
  }

  private int[] tokens(String text, Truncation truncation) {
    int[] ids = model.tokens(Input.of(text), truncation);
    if (truncation.equals(Truncation.NONE) && ids.length > longest()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a text has %d tokens; the model is for %d at most, and texts are not to be cut",
              ids.length,
              longest()));
    }
    return ids;
  }

  private void work() {
    try {
      for (List<Text> batch = waiting.take(); !batch.isEmpty(); batch = waiting.take()) {
        compute(batch);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void compute(List<Text> batch) {
    try {
      long start = System.nanoTime();
      List<float[]> vectors = computed(batch.stream().map(Text::ids).toList());
      long tokens = batch.stream().mapToLong(text -> text.ids().length).sum();
      listener.computed(batch.size(), tokens, (System.nanoTime() - start) * 1e-9);
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).vector().complete(vectors.get(i));
      }
    } catch (RuntimeException | Error e) {
      batch.forEach(text -> text.vector().completeExceptionally(e));
    }
  }

  private List<float[]> computed(List<int[]> ids) {
    int[][] rows = ids.toArray(int[][]::new);
    if (!SentenceVectors.pooled(model)) {
      return List.of(Embedding.mean(model.exported().model(), model.inputs(rows)));
    }
    OnnxOutput output = model.exported().model().run(model.inputs(rows), SentenceVectors.OUTPUT);
    int size = Math.toIntExact(output.shape()[1]);
    List<float[]> vectors = new ArrayList<>();
    for (int row = 0; row < rows.length; row++) {
      vectors.add(Arrays.copyOfRange(output.values(), row * size, (row + 1) * size));
    }
    return vectors;
  }

  /** Refuses what comes later, waits for what was accepted, and frees the model. */
  @Override
  public void close() {
    entrance.writeLock().lock();
    waiting.close();
    entrance.writeLock().unlock();
    boolean interrupted = false;
    for (Thread worker : workers) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (!workers.isEmpty()) {
      workers.clear();
      model.close();
      model.exported().close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
