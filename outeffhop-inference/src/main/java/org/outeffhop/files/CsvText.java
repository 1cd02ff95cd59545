package org.outeffhop.files;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.io.ByteOrderMark;
import org.apache.commons.io.input.BOMInputStream;

/**
 * Where CSV (RFC 4180) is opened, whatever is in it: UTF-8, or UTF-16 with a byte order mark;
 * separated by commas, semicolons or tabs.
 */
public final class CsvText {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).setIgnoreSurroundingSpaces(true).get();
  private static final List<Character> SEPARATORS = List.of(',', ';', '\t');
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  private static final Pattern LINE = Pattern.compile("line:? ?(\\d+)");
  private static final int HEADER_LETTERS = 1 << 20;

  private CsvText() {}

  /**
   * Rows of cells; closing the parser closes the stream. Reading them may end in an {@link
   * java.io.UncheckedIOException}, for whose cause there is {@link #refusal}.
   *
   * @param name of the file, for errors
   */
  public static CSVParser open(Object name, InputStream stream) throws IOException {
    BufferedInputStream content = new BufferedInputStream(stream);
    try {
      requireText(name, content);
      return opened(content);
    } catch (IllegalArgumentException e) {
      stream.close();
      throw e;
    } catch (CharacterCodingException e) {
      stream.close();
      throw refusal(name, e);
    }
  }

  private static void requireText(Object name, BufferedInputStream content) throws IOException {
    Optional<String> other = OtherFile.in(OtherFile.beginning(content));
    if (other.isPresent()) {
      throw new IllegalArgumentException(name + " is not a CSV file: " + other.get());
    }
  }

  private static CSVParser opened(InputStream stream) throws IOException {
    BOMInputStream marked =
        BOMInputStream.builder()
            .setInputStream(stream)
            .setByteOrderMarks(ByteOrderMark.UTF_8, ByteOrderMark.UTF_16LE, ByteOrderMark.UTF_16BE)
            .get();
    String mark = marked.getBOMCharsetName();
    Charset charset = mark == null ? StandardCharsets.UTF_8 : Charset.forName(mark);
    BufferedReader text =
        new BufferedReader(new InputStreamReader(marked, charset.newDecoder()), HEADER_LETTERS);
    char separator = separator(text);
    return FORMAT.builder().setDelimiter(separator).get().parse(new RecordLimit(text, separator));
  }

  /** The one that the first line has most often; a comma where it has none. */
  private static char separator(BufferedReader text) throws IOException {
    text.mark(HEADER_LETTERS);
    int[] counts = new int[SEPARATORS.size()];
    for (int letters = 1; letters < HEADER_LETTERS; letters++) {
      int letter = text.read();
      if (letter < 0 || letter == '\n') {
        break;
      }
      int separator = SEPARATORS.indexOf((char) letter);
      if (separator >= 0) {
        counts[separator]++;
      }
    }
    text.reset();
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return SEPARATORS.get(best);
  }

  /** What is said of a file that cannot be read as CSV. */
  public static IllegalArgumentException refusal(Object name, IOException cause) {
    String reason =
        cause instanceof CharacterCodingException
            ? " is neither UTF-8 nor UTF-16 with a byte order mark; convert it, for example with "
                + "'iconv -f ISO-8859-1 -t UTF-8'"
            : " is not a CSV file: " + reason(cause.getMessage());
    return new IllegalArgumentException(name + reason, cause);
  }

  /** The parser's reason, in our words where it is one of quotes. */
  private static String reason(String parser) {
    Matcher line = LINE.matcher(String.valueOf(parser));
    if (!String.valueOf(parser).contains("encapsulated token") || !line.find()) {
      return parser;
    }
    return parser.contains("EOF")
        ? "the quote that opens in line " + line.group(1) + " is never closed"
        : "line "
            + line.group(1)
            + " has a letter after a closing quote; within quotes, write a quote twice";
  }

  /** The number of a cell in decimal notation; NaN where it is anything else. */
  public static double number(String cell) {
    return DECIMAL.matcher(cell).matches() ? Double.parseDouble(cell) : Double.NaN;
  }

  /** What may have been meant by a cell that is no number, in brackets; empty where unknown. */
  public static String hint(String cell) {
    if (cell.matches("[-+]?\\d+,\\d+")) {
      return " (a decimal comma; write " + cell.replace(',', '.') + ")";
    }
    if (cell.matches("[-+]?[\\d.]+ ?%")) {
      return " (a percent sign; write the number alone)";
    }
    if (cell.matches("\\d+[-/.:]\\d+[-/.:]\\d+.*")) {
      return " (a date in an unknown form; write 2024-03-20 00:00:00)";
    }
    return "";
  }
}
