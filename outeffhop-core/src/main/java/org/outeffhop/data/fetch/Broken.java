package org.outeffhop.data.fetch;

import java.io.IOException;
import java.time.Duration;

/** An address did not deliver the whole file; another attempt may succeed. */
final class Broken extends IOException {
  private static final long serialVersionUID = 1;

  private final Duration wait;

  Broken(String message) {
    this(message, Duration.ZERO);
  }

  /** With how long the server asks to wait. */
  Broken(String message, Duration wait) {
    super(message);
    this.wait = wait;
  }

  Broken(String message, Throwable cause) {
    super(message, cause);
    this.wait = Duration.ZERO;
  }

  /** How long the server asks to wait, zero where it does not say. */
  Duration askedWait() {
    return wait;
  }
}
