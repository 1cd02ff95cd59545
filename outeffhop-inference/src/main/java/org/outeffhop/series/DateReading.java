package org.outeffhop.series;

/** Which number of a date such as 03/04/2024 or 24-03-04 comes first. */
public enum DateReading {
  DAY_FIRST,
  MONTH_FIRST,
  YEAR_FIRST
}
