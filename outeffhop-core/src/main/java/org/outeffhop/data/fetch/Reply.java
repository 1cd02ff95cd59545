package org.outeffhop.data.fetch;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the header of a response says about its body. */
record Reply(int status, HttpHeaders headers) {
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

  static Reply of(HttpResponse<?> response) {
    return new Reply(response.statusCode(), response.headers());
  }

  /** The version of the file, as {@code If-Range} takes it: a strong ETag, else the date. */
  Optional<String> version() {
    return headers
        .firstValue("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> headers.firstValue("Last-Modified"));
  }

  /**
   * Whether the body continues a file of {@code size} bytes after its first {@code length}.
   *
   * @param expected the version that the first bytes are of
   */
  boolean continues(long length, long size, String expected) {
    Matcher range = CONTENT_RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
    return range.matches()
        && range.group(1).equals(Long.toString(length))
        && (range.group(2).equals("*") || range.group(2).equals(Long.toString(size)))
        && version().map(expected::equals).orElse(true);
  }

  /** Refuses an announced length that differs from the expected one. */
  void requireLength(long expected) throws Refused {
    long announced = headers.firstValueAsLong("Content-Length").orElse(expected);
    if (announced != expected) {
      throw new Refused(
          String.format(
              Locale.ROOT,
              "the server announces %,d bytes, but %,d are missing",
              announced,
              expected));
    }
  }

  /** How long the server asks to wait, zero if it does not say. */
  Duration retryAfter() {
    return headers
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)))
        .orElse(Duration.ZERO);
  }
}
