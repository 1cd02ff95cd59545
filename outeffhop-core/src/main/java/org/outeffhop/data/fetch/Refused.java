package org.outeffhop.data.fetch;

import java.io.IOException;

/** An address does not deliver the file, and another attempt would not help. */
final class Refused extends IOException {
  private static final long serialVersionUID = 1;

  Refused(String message) {
    super(message);
  }

  Refused(String message, Throwable cause) {
    super(message, cause);
  }
}
