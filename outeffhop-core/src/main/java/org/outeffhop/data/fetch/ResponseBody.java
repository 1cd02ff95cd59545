package org.outeffhop.data.fetch;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The bytes of a response as they arrive, with a timeout, which the client's own streams lack. At
 * most one chunk is buffered.
 */
final class ResponseBody implements BodySubscriber<ResponseBody>, AutoCloseable {
  /** What arrived: bytes, the end, or a failure. */
  private record Portion(List<ByteBuffer> bytes, Throwable failure) {}

  private static final Portion END = new Portion(List.of(), null);

  private final BlockingQueue<Portion> portions = new LinkedBlockingQueue<>();
  private volatile Flow.Subscription subscription;

  /**
   * Waits for the next bytes.
   *
   * @return empty at the end
   * @throws HttpTimeoutException if none come for so long
   * @throws IOException if the connection breaks
   */
  Optional<List<ByteBuffer>> next(Duration longest) throws IOException, InterruptedException {
    Portion portion = portions.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
    if (portion == null) {
      throw new HttpTimeoutException("no bytes for " + longest.toMillis() + " ms");
    }
    if (portion.failure() != null) {
      throw new IOException(portion.failure().getMessage(), portion.failure());
    }
    if (portion == END) {
      return Optional.empty();
    }
    subscription.request(1);
    return Optional.of(portion.bytes());
  }

  /** Ends the connection if anything is still to come. */
  @Override
  public void close() {
    if (subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public CompletionStage<ResponseBody> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    portions.add(new Portion(bytes, null));
  }

  @Override
  public void onError(Throwable failure) {
    portions.add(new Portion(List.of(), failure));
  }

  @Override
  public void onComplete() {
    portions.add(END);
  }
}
