package org.outeffhop.progress;

/** Told how far a long task has come. Called from one thread at a time. */
@FunctionalInterface
public interface Progress {
  /**
   * Reports a step of a task.
   *
   * @param task what is being done, in a few words
   * @param done units finished so far
   * @param total units in all, or 0 when not known
   */
  void update(String task, long done, long total);

  /** As {@link #update(String, long, long)}, with a word on how it goes, such as the loss. */
  default void update(String task, long done, long total, String note) {
    update(task, done, total);
  }

  /** Says something that happened only once and that the user should know. */
  default void notice(String message) {
    update(message, 0, 0);
  }

  /** Tells nobody. */
  static Progress none() {
    return (task, done, total) -> {};
  }
}
