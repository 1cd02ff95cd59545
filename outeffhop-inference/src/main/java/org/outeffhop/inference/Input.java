package org.outeffhop.inference;

import java.util.function.Supplier;

/**
 * What a model is given: a text, or the name of a file.
 *
 * @param place where it stands, for messages; empty where it was given as it is
 */
public record Input(String value, String place) {
  /** One that was given as it is. */
  public static Input of(String value) {
    return new Input(value, "");
  }

  /** What is made of it, where an error says the place. */
  <T> T used(Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException e) {
      throw place.isEmpty() ? e : new IllegalArgumentException(place + ": " + e.getMessage(), e);
    }
  }
}
