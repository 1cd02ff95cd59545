package org.outeffhop.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What people have under the name of a file in place of it: pointers, pages, other formats. */
public final class OtherFile {
  private static final int BEGINNING = 512;
  private static final int SHOWN = 80;
  private static final String MARK = "\u00ef\u00bb\u00bf";
  private static final String GIT_LFS = "version https://git-lfs";
  private static final Pattern ANNEX =
      Pattern.compile("(\\.\\./)*(\\.git)?/?annex/objects/\\S+\\s*", Pattern.DOTALL);

  private static final Pattern JSON_MESSAGE =
      Pattern.compile("\\{\\s*\"(error|errors|message|detail)\"\\s*:");

  private static final Pattern MESSAGE =
      Pattern.compile(
          "(error:? ?)?(\\d{3}:? *)?((\\w+ )?not found|no such (object|file|key).*"
              + "|access (to|denied).*|cannot access .*|forbidden|unauthorized"
              + "|invalid (username|credentials).*|too many requests.*|rate limit.*|bad gateway"
              + "|service unavailable|internal server error|gateway time-?out)[.!]?",
          Pattern.CASE_INSENSITIVE);

  private OtherFile() {}

  /** The first bytes of a file. The position stays as it is. */
  public static byte[] beginning(FileChannel channel) throws IOException {
    ByteBuffer beginning = ByteBuffer.allocate(BEGINNING);
    int at = 0;
    while (beginning.hasRemaining()) {
      int count = channel.read(beginning, at);
      if (count < 0) {
        break;
      }
      at += count;
    }
    return Arrays.copyOf(beginning.array(), at);
  }

  /** Those bytes of a stream that can be had without waiting for more. The position stays. */
  public static byte[] beginning(BufferedInputStream stream) throws IOException {
    byte[] beginning = new byte[BEGINNING];
    stream.mark(BEGINNING);
    int count = stream.read(beginning);
    stream.reset();
    return Arrays.copyOf(beginning, Math.max(0, count));
  }

  /** What the file is and what to do; empty where it is nothing known. The position stays. */
  public static Optional<String> in(FileChannel channel) throws IOException {
    return in(beginning(channel));
  }

  /** The same of a file that is closed. */
  public static Optional<String> in(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return in(channel);
    }
  }

  /** The same of a file's content, or its beginning. */
  public static Optional<String> in(byte[] content) {
    return inText(content)
        .or(() -> document(text(content)))
        .or(() -> message(content, JSON_MESSAGE.matcher(text(content)).lookingAt()));
  }

  /** The same of a file of texts, which may be XML, and of texts about what is not found. */
  public static Optional<String> inText(byte[] content) {
    String text = text(content);
    return FileSignature.of(content)
        .map(FileSignature::sentence)
        .or(() -> pointer(text))
        .or(() -> page(text));
  }

  /** The same of a file of many texts, where a server's message cannot be all there is. */
  public static Optional<String> inTexts(byte[] content) {
    boolean whole = content.length < BEGINNING;
    return inText(content)
        .or(() -> message(content, whole && JSON_MESSAGE.matcher(text(content)).lookingAt()));
  }

  /**
   * Refuses a file that is something else.
   *
   * @param expected what it ought to be, for the message
   */
  public static void refuse(Path file, String expected) throws IOException {
    Optional<String> other = in(file);
    if (other.isPresent()) {
      throw new IllegalArgumentException(file + " is no " + expected + ": " + other.get());
    }
  }

  /** Refuses a file that is not compressed with gzip, as its name says. */
  public static void refuseUncompressed(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      byte[] beginning = beginning(channel);
      boolean gzip = FileSignature.of(beginning).filter(FileSignature.GZIP::equals).isPresent();
      if (!gzip) {
        throw new IllegalArgumentException(
            file
                + " is not compressed with gzip, as its name says"
                + in(beginning).map(what -> ": " + what).orElse(""));
      }
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
  }

  private static String text(byte[] content) {
    int length = Math.min(BEGINNING, content.length);
    String bytes = new String(content, 0, length, StandardCharsets.ISO_8859_1);
    return (bytes.startsWith(MARK) ? bytes.substring(MARK.length()) : bytes).stripLeading();
  }

  private static Optional<String> pointer(String text) {
    if (text.startsWith(GIT_LFS)) {
      return Optional.of("it is a Git LFS pointer, in place of the file; run 'git lfs pull'");
    }
    return ANNEX.matcher(text).matches()
        ? Optional.of("it is a git-annex pointer, in place of the file; run 'git annex get'")
        : Optional.empty();
  }

  private static Optional<String> page(String text) {
    String letters = text.toLowerCase(Locale.ROOT);
    boolean inside = letters.startsWith("<!--") || letters.startsWith("<?xml");
    boolean page =
        letters.startsWith("<!doctype html")
            || letters.startsWith("<html")
            || inside && (letters.contains("<!doctype html") || letters.contains("<html"));
    return page ? Optional.of("it is an HTML page; download the file itself") : Optional.empty();
  }

  private static Optional<String> document(String text) {
    return text.startsWith("<?xml") || text.startsWith("<Error>")
        ? Optional.of("it is an XML document; download the file itself")
        : Optional.empty();
  }

  private static Optional<String> message(byte[] content, boolean json) {
    String text = text(content).strip();
    if (!json && (content.length >= BEGINNING || !MESSAGE.matcher(text).matches())) {
      return Optional.empty();
    }
    String line = text.replaceAll("[^ -~]+", " ");
    String shown = line.length() > SHOWN ? line.substring(0, SHOWN) + ".." : line;
    return Optional.of(
        "it is a server's message, '"
            + shown
            + "', in place of the file; download the file itself");
  }
}
