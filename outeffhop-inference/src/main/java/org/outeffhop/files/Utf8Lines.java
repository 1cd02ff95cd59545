package org.outeffhop.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.io.ByteOrderMark;
import org.apache.commons.io.input.BOMInputStream;
import org.apache.commons.io.input.ReaderInputStream;

/**
 * The lines of a text in UTF-8, or in UTF-16 with a byte order mark, with their numbers, strictly
 * decoded. A line that is longer than {@link #LONGEST} bytes comes in parts, which end at white
 * space where there is some, so that memory does not grow with the line.
 */
public final class Utf8Lines implements AutoCloseable {
  /** Bytes of a part, at most. */
  public static final int LONGEST = 1 << 20;

  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final int CONTINUATION_BITS = 0xC0;
  private static final int CONTINUATION = 0x80;

  private final Object name;
  private final InputStream stream;
  private byte[] bytes = new byte[256];
  private int size;
  private boolean continues;
  private long number;

  public Utf8Lines(Path file) throws IOException {
    this(file, Files.newInputStream(file), OtherFile::inTexts);
  }

  /**
   * The lines of a stream, which is closed with this.
   *
   * @param name for errors
   */
  public Utf8Lines(Object name, InputStream stream) throws IOException {
    this(name, stream, OtherFile::inText);
  }

  private Utf8Lines(Object name, InputStream content, Function<byte[], Optional<String>> otherFile)
      throws IOException {
    this.name = name;
    BufferedInputStream plain = new BufferedInputStream(content);
    Optional<String> other = otherFile.apply(OtherFile.beginning(plain));
    if (other.isPresent()) {
      content.close();
      throw new IllegalArgumentException(name + " is no text: " + other.get());
    }
    stream = new BufferedInputStream(utf8(plain), 1 << 16);
  }

  private static InputStream utf8(InputStream stream) throws IOException {
    BOMInputStream marked =
        BOMInputStream.builder()
            .setInputStream(stream)
            .setInclude(true)
            .setByteOrderMarks(ByteOrderMark.UTF_16LE, ByteOrderMark.UTF_16BE)
            .get();
    return marked.hasBOM()
        ? ReaderInputStream.builder()
            .setReader(new InputStreamReader(marked, StandardCharsets.UTF_16.newDecoder()))
            .setCharset(StandardCharsets.UTF_8)
            .get()
        : marked;
  }

  /** The next line without its end, or the next part of one, or null after the last one. */
  public String next() throws IOException {
    boolean isStart = !continues;
    int b = read();
    if (b < 0 && size == 0) {
      continues = false;
      return null;
    }
    while (b >= 0 && b != '\n') {
      add((byte) b);
      if (size == LONGEST) {
        return part(isStart);
      }
      b = read();
    }
    begin(isStart);
    continues = false;
    String text = decode(size, isStart);
    size = 0;
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private int read() throws IOException {
    try {
      return stream.read();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          name + ": not UTF-16, though its byte order mark says so; a character is cut in half", e);
    }
  }

  /** Whether what {@link #next} gave last is followed by more of the same line. */
  public boolean continues() {
    return continues;
  }

  /**
   * The whole next line, or null after the last one.
   *
   * @param most bytes, about
   * @throws IllegalArgumentException if it is longer
   */
  public String whole(long most) throws IOException {
    String first = next();
    if (!continues) {
      return first;
    }
    StringBuilder line = new StringBuilder(first);
    for (long length = LONGEST; continues; length += LONGEST) {
      line.append(more(length, most));
    }
    return line.toString();
  }

  /**
   * The whole next line, which is read as its letters are asked for, or null after the last one. It
   * must be read to its end before the line after it.
   *
   * @param most bytes, about
   */
  public Line line(long most) throws IOException {
    String first = next();
    return first == null ? null : new Line(first, most);
  }

  /** The next part of a line of which so many bytes were read. */
  private String more(long length, long most) throws IOException {
    if (length > most) {
      throw new IllegalArgumentException(
          "%s: the line has more than %d bytes; write it as several lines, or give Java a larger heap, as with OUTEFFHOP_JAVA_OPTS=-Xmx4g"
              .formatted(position(), most));
    }
    String part = next();
    return part == null ? "" : part;
  }

  /** The letters of a line. Reading throws {@link IllegalArgumentException} if it is too long. */
  public final class Line extends Reader {
    private final long most;
    private String part;
    private int at;
    private long length = LONGEST;

    private Line(String first, long most) {
      part = first;
      this.most = most;
    }

    /** Whether there is nothing but white space in it; to be asked first. */
    public boolean isBlank() {
      return !continues && part.isBlank();
    }

    @Override
    public int read(char[] buffer, int offset, int count) throws IOException {
      while (at == part.length()) {
        if (!continues) {
          return -1;
        }
        part = more(length, most);
        at = 0;
        length += LONGEST;
      }
      int read = Math.min(count, part.length() - at);
      part.getChars(at, at + read, buffer, offset);
      at += read;
      return read;
    }

    /** The file stays open. */
    @Override
    public void close() {}
  }

  private void add(byte b) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
    bytes[size++] = b;
  }

  private void begin(boolean isStart) {
    if (isStart) {
      number++;
    }
  }

  /** The first part of what was read; the rest stays for the next one. */
  private String part(boolean isStart) {
    begin(isStart);
    int end = end();
    continues = true;
    String text = decode(end, isStart);
    System.arraycopy(bytes, end, bytes, 0, size - end);
    size -= end;
    return text;
  }

  /** After the last white space, or else before the last character, which may not be whole. */
  private int end() {
    for (int end = size; end > size / 2; end--) {
      if (bytes[end - 1] == ' ' || bytes[end - 1] == '\t') {
        return end;
      }
    }
    int last = size - 1;
    while (last > size - 4 && (bytes[last] & CONTINUATION_BITS) == CONTINUATION) {
      last--;
    }
    return last;
  }

  /** The position of the last line read: {@code file:line}. */
  public String position() {
    return name + ":" + number;
  }

  private String decode(int end, boolean isStart) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end)).toString();
      if (text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            position()
                + ": has NUL characters, as UTF-16 without a byte order mark, UTF-32 and files that are no text have; convert it, for example with 'iconv -f UTF-16LE -t UTF-8'");
      }
      return number == 1 && isStart && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          position()
              + ": not UTF-8, and not UTF-16 with a byte order mark; convert it, for example with "
              + "'iconv -f ISO-8859-1 -t UTF-8'",
          e);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
