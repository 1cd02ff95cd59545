package org.outeffhop.inference;

/** An option is given that has no effect on what the model is asked for. */
public final class UnusedOptionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnusedOptionException(String message) {
    super(message);
  }
}
