package org.outeffhop.inspection;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found.
 *
 * @param path where
 * @param kind what it is, such as {@code text}
 * @param facts numbers and words about it, by their names
 * @param commands the commands that accept it, without {@code outeffhop}; empty if none does
 * @param problems what is damaged in it
 */
public record Inspection(
    String path,
    String kind,
    Map<String, Object> facts,
    List<String> commands,
    List<Problem> problems) {
  /** The fact that tells whether a run is finished. */
  static final String COMPLETE = "complete";

  static final String UNFINISHED = "no";

  /** Keeps the order of the facts. */
  public Inspection {
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    commands = problems.isEmpty() ? List.copyOf(commands) : List.of();
    problems = List.copyOf(problems);
  }

  /** Whether nothing is damaged, and no run unfinished. */
  public boolean isWhole() {
    return problems.isEmpty() && !UNFINISHED.equals(facts.get(COMPLETE));
  }
}
