package org.outeffhop.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of strings for the terminal or for Markdown. A column whose every cell is a number, such
 * as {@code -1.5}, {@code 12%}, {@code 3.1 ± 0.2}, {@code -} or nothing, is aligned to the right.
 * Control characters in cells are shown as {@link VisibleText#line} does.
 *
 * @param header the names of the columns
 * @param rows the cells, one list a row, each as long as the header
 */
public record TextTable(List<String> header, List<List<String>> rows) {
  private static final int WIDEST_GAP = 3;
  private static final int NARROWEST_TEXT = 8;
  private static final String DIGITS = "[+-]?\\d[\\d.,]*(e[+-]?\\d+)?%?";
  private static final Pattern NUMBER =
      Pattern.compile(
          "|-|nan|[+-]?infinity|" + DIGITS + "( ?(±|\\+-) ?" + DIGITS + ")?",
          Pattern.CASE_INSENSITIVE);

  /**
   * Copies the cells, with their control characters visible, and checks them.
   *
   * @throws IllegalArgumentException if the header is empty or a row has another number of cells
   */
  public TextTable {
    header = visible(header);
    rows = rows.stream().map(TextTable::visible).toList();
    if (header.isEmpty()) {
      throw new IllegalArgumentException("a table needs at least one column");
    }
    for (int row = 0; row < rows.size(); row++) {
      if (rows.get(row).size() != header.size()) {
        throw new IllegalArgumentException(
            "row %d has %d cells %s, but the header has %d %s"
                .formatted(row, rows.get(row).size(), rows.get(row), header.size(), header));
      }
    }
  }

  private static List<String> visible(List<String> cells) {
    return cells.stream().map(VisibleText::line).toList();
  }

  /**
   * The table as lines of text. To fit it, first names in the header are broken between words where
   * their cells are narrower, then the gaps between the columns shrink from three blanks to one,
   * and then the cells of the widest columns of text are broken over several lines. Numbers are
   * never broken: a table of too many comes out wider.
   *
   * @param columns the width to fit, in characters; most terminals have 80
   * @return the lines, each ended by a line feed, none by a blank
   */
  public String fit(int columns) {
    List<List<String>> names = header.stream().map(List::of).toList();
    if (width(names, WIDEST_GAP) > columns) {
      names = IntStream.range(0, header.size()).mapToObj(this::brokenName).toList();
    }
    int gap = WIDEST_GAP;
    while (gap > 1 && width(names, gap) > columns) {
      gap--;
    }
    int over = width(names, gap) - columns;
    return (over > 0 ? folded(widths(names), over) : this).layOut(names, " ".repeat(gap));
  }

  /** The same with cells of text broken, a row for each line, where that makes it narrower. */
  private TextTable folded(int[] widths, int over) {
    int[] narrowed = widths.clone();
    for (int left = over; left > 0; left--) {
      int widest = -1;
      for (int column = 0; column < narrowed.length; column++) {
        boolean narrows = !isNumeric(column) && narrowed[column] > narrowest(column);
        if (narrows && (widest < 0 || narrowed[column] > narrowed[widest])) {
          widest = column;
        }
      }
      if (widest < 0) {
        break;
      }
      narrowed[widest]--;
    }
    return new TextTable(
        header, rows.stream().flatMap(row -> folded(row, narrowed).stream()).toList());
  }

  private int narrowest(int column) {
    return Math.max(NARROWEST_TEXT, longest(List.of(header.get(column).split(" "))));
  }

  private static List<List<String>> folded(List<String> row, int[] widths) {
    List<List<String>> pieces =
        IntStream.range(0, widths.length)
            .mapToObj(column -> Folding.of(row.get(column), widths[column]))
            .toList();
    int lines = pieces.stream().mapToInt(List::size).max().orElseThrow();
    return IntStream.range(0, lines)
        .mapToObj(
            line -> pieces.stream().map(cell -> line < cell.size() ? cell.get(line) : "").toList())
        .toList();
  }

  /** The table in GitHub's Markdown, in which no cell marks anything up. */
  public String toMarkdown() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(header);
    lines.add(columns().mapToObj(column -> isNumeric(column) ? "--:" : "---").toList());
    lines.addAll(rows);
    return lines.stream()
        .map(line -> line.stream().map(Markdown::inline))
        .map(cells -> cells.collect(Collectors.joining(" | ", "| ", " |\n")))
        .collect(Collectors.joining());
  }

  private IntStream columns() {
    return IntStream.range(0, header.size());
  }

  /** Whether every cell of a column is a number or nothing. */
  public boolean isNumeric(int column) {
    return rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
  }

  /**
   * The name of a column in lines no longer than its longest cell or, if longer, its longest word.
   */
  private List<String> brokenName(int column) {
    String[] words = header.get(column).split(" ");
    int width = Math.max(longest(List.of(words)), longest(cells(column)));
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      if (line.length() > 0 && length(line) + 1 + length(word) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private List<String> cells(int column) {
    return rows.stream().map(row -> row.get(column)).toList();
  }

  private int[] widths(List<List<String>> names) {
    return columns()
        .map(column -> Math.max(longest(names.get(column)), longest(cells(column))))
        .toArray();
  }

  private int width(List<List<String>> names, int gap) {
    return IntStream.of(widths(names)).sum() + gap * (header.size() - 1);
  }

  private String layOut(List<List<String>> names, String gap) {
    int[] widths = widths(names);
    List<List<String>> lines = new ArrayList<>();
    int nameLines = names.stream().mapToInt(List::size).max().orElseThrow();
    for (int i = nameLines; i > 0; i--) {
      int fromBottom = i;
      lines.add(
          names.stream()
              .map(name -> name.size() < fromBottom ? "" : name.get(name.size() - fromBottom))
              .toList());
    }
    lines.add(IntStream.of(widths).mapToObj("-"::repeat).toList());
    lines.addAll(rows);
    return lines.stream()
        .map(
            line ->
                columns()
                    .mapToObj(column -> aligned(line.get(column), widths[column], column))
                    .collect(Collectors.joining(gap))
                    .stripTrailing())
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private String aligned(String cell, int width, int column) {
    String padding = " ".repeat(width - length(cell));
    return isNumeric(column) ? padding + cell : cell + padding;
  }

  private static int longest(List<String> texts) {
    return texts.stream().mapToInt(TextTable::length).max().orElse(0);
  }

  private static int length(CharSequence text) {
    return (int) text.codePoints().count();
  }
}
