package org.outeffhop.inspection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.outeffhop.data.series.SeriesData;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.files.CsvText;
import org.outeffhop.series.RowDates;
import org.outeffhop.series.SeriesHeader;
import org.outeffhop.series.TimeSeries;

/** A CSV file: series with a header, or patterns, all of whose rows are numbers. */
final class CsvTables {
  private static final int MOST_NAMES = 8;

  private CsvTables() {}

  static Inspection inspect(Path file) {
    return hasHeader(file) ? series(file) : patterns(file);
  }

  private static boolean hasHeader(Path file) {
    try (CSVParser parser = CsvText.open(file, Files.newInputStream(file))) {
      for (CSVRecord first : parser) {
        return first.stream().anyMatch(cell -> Double.isNaN(CsvText.number(cell)));
      }
      return true;
    } catch (IOException | IllegalArgumentException | UncheckedIOException e) {
      // The series' reader will say what is wrong.
      return true;
    }
  }

  private static Inspection patterns(Path file) {
    Findings findings = new Findings(file, "patterns (CSV)");
    findings.read(file, () -> ArrayFiles.describe(findings, file));
    return findings.finished();
  }

  private static Inspection series(Path file) {
    Findings findings = new Findings(file, "series (CSV)");
    Dates dates = new Dates();
    List<String> notFinite = new ArrayList<>();
    long[] rows = new long[1];
    boolean read =
        findings.read(
            file,
            () -> {
              try (CSVParser parser = CsvText.open(file, Files.newInputStream(file))) {
                rows[0] = scan(file, parser, dates, notFinite);
              } catch (UncheckedIOException e) {
                throw CsvText.refusal(file, e.getCause());
              }
            });
    if (!read) {
      return findings.finished();
    }
    findings.fact("rows", rows[0]);
    dates.describe(findings);
    if (notFinite.isEmpty()) {
      boolean taken =
          findings.read(
              file,
              () -> {
                TimeSeries series = TimeSeries.read(file);
                findings.fact("columns", series.channels());
                findings.fact("names", names(series.columns()));
                if (series.length() >= SeriesSplit.FEWEST_STEPS) {
                  SeriesData.requireChanges(
                      series, SeriesSplit.byShares(series.length()).training());
                }
              });
      if (rows[0] < SeriesSplit.FEWEST_STEPS) {
        findings.fact(
            "too few rows",
            "'forecast' needs at least " + SeriesSplit.FEWEST_STEPS + ", for three parts");
      } else if (taken) {
        findings.takenBy("forecast --data", file);
      }
    } else {
      findings.problem(
          file,
          notFinite.size() + " cells are not finite numbers; the first is " + notFinite.get(0));
    }
    return findings.finished();
  }

  private static String names(List<String> columns) {
    String shown = String.join(", ", columns.subList(0, Math.min(MOST_NAMES, columns.size())));
    return columns.size() > MOST_NAMES ? shown + ", .." : shown;
  }

  /** Reads all rows, including cells that are not numbers. */
  private static long scan(Path file, CSVParser parser, Dates dates, List<String> notFinite) {
    CSVRecord names = null;
    SeriesHeader header = null;
    RowDates rowDates = null;
    long rows = 0;
    for (CSVRecord row : parser) {
      if (names == null) {
        names = row;
        continue;
      }
      if (header == null) {
        header = SeriesHeader.of(file, names, row);
        rowDates = new RowDates(header, row);
      }
      rows++;
      dates.add(rowDates, row);
      for (int column = 0; column < Math.min(row.size(), names.size()); column++) {
        String cell = row.get(column);
        if (!header.dates().contains(column) && !Double.isFinite(CsvText.number(cell))) {
          notFinite.add(
              String.format(
                  Locale.ROOT,
                  "'%s' in row %d, which is '%s'%s",
                  names.get(column),
                  row.getRecordNumber(),
                  cell,
                  CsvText.hint(cell)));
        }
      }
    }
    return rows;
  }
}
