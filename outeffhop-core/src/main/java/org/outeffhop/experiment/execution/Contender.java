package org.outeffhop.experiment.execution;

import java.util.List;

/** Something that is timed against others. */
public interface Contender {
  /** What it is called in the table. */
  String name();

  /** Does its work once or a few times; returns the seconds that each took. */
  List<Double> run();
}
