package org.outeffhop.report.html;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The Content-Security-Policy of a page, which allows its own scripts and style sheets by their
 * SHA-256 and nothing else: no other script runs, wherever it stands, and nothing is loaded.
 *
 * <p>Style attributes are allowed, for ECharts sets them; they run nothing and load nothing.
 */
final class ContentPolicy {
  private ContentPolicy() {}

  /**
   * The policy as it stands in a {@code meta} element.
   *
   * @param scripts what stands between script tags, to the letter
   * @param styles what stands between style tags, to the letter
   */
  static String of(List<String> scripts, List<String> styles) {
    return String.join(
        "; ",
        "default-src 'none'",
        "script-src " + hashes(scripts),
        "style-src-elem " + hashes(styles),
        "style-src-attr 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'");
  }

  private static String hashes(List<String> texts) {
    return texts.stream().map(ContentPolicy::hash).collect(Collectors.joining(" "));
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
