package org.outeffhop.benchmark;

import java.util.List;

/** Something that is timed against others. */
interface Contender {
  /** What it is called in the table. */
  String name();

  /** Does its work once or a few times; returns the seconds that each took. */
  List<Double> run();
}
