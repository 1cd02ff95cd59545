package org.outeffhop.data.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.outeffhop.progress.Progress;

/**
 * Fetches one file from its addresses in turn, each several times, and continues where it broke
 * off.
 */
final class Download {
  private static final Set<Integer> BUSY = Set.of(408, 429, 500, 502, 503, 504);
  private static final long KILO = 1000;

  private final DataFile file;
  private final FetchPolicy policy;
  private final Requests requests;
  private final Progress progress;

  Download(DataFile file, FetchPolicy policy, Requests requests, Progress progress) {
    this.file = file;
    this.policy = policy;
    this.requests = requests;
    this.progress = progress;
  }

  /**
   * Fetches the file to its place.
   *
   * @throws IOException saying for every address why it did not deliver the file, what was kept,
   *     and how to continue without a network
   */
  void to(Path target) throws IOException, InterruptedException {
    List<String> reasons = new ArrayList<>();
    try (PartFile part = PartFile.open(target)) {
      for (URI address : file.addresses()) {
        try {
          from(address, part);
          part.complete();
          return;
        } catch (Refused | Broken e) {
          reasons.add("  " + address + ": " + e.getMessage());
        }
      }
      throw new IOException(failure(target, part, reasons));
    }
  }

  private void from(URI address, PartFile part) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        attempt(address, part);
        return;
      } catch (Broken e) {
        if (attempt == policy.attempts()) {
          throw e;
        }
        Duration wait =
            e.askedWait().isZero() ? policy.waitAfter(attempt) : FetchPolicy.atMost(e.askedWait());
        progress.notice(
            String.format(
                Locale.ROOT,
                "%s: %s; trying again in %.1f s (%d of %d)",
                file.name(),
                e.getMessage(),
                wait.toMillis() * 1e-3,
                attempt + 1,
                policy.attempts()));
        Thread.sleep(wait.toMillis());
      }
    }
  }

  private void attempt(URI address, PartFile part) throws IOException, InterruptedException {
    Optional<String> version = part.version(address);
    boolean whole =
        part.length() == file.bytes() && (version.isPresent() || !file.checksums().isEmpty());
    boolean resumed = version.isPresent() && part.length() > 0 && part.length() < file.bytes();
    if (!whole) {
      receive(address, part, resumed ? version : Optional.empty());
    }
    check(part, whole || resumed);
  }

  /**
   * Receives the missing bytes.
   *
   * @param version the version that the part belongs to; if empty, all bytes are received, and the
   *     part is not touched until they arrive
   */
  private void receive(URI address, PartFile part, Optional<String> version)
      throws IOException, InterruptedException {
    Map<String, String> headers = new HashMap<>();
    if (version.isPresent()) {
      headers.put("Range", "bytes=" + part.length() + "-");
      headers.put("If-Range", version.get());
    }
    HttpResponse<ResponseBody> response = requests.get(address, headers);
    try (ResponseBody body = response.body()) {
      Reply reply = Reply.of(response);
      place(address, part, version, reply);
      reply.requireLength(file.bytes() - part.length());
      copy(body, part);
    }
  }

  /** Cuts the part to where the response begins. */
  private void place(URI address, PartFile part, Optional<String> version, Reply reply)
      throws IOException {
    int status = reply.status();
    if (status == 200) {
      if (version.isPresent()) {
        progress.notice(
            file.name()
                + ": the server cannot resume, or the file has changed; starting from the beginning");
      }
      part.begin(address, reply.version());
    } else if (BUSY.contains(status)) {
      throw new Broken("the server answers " + status, reply.retryAfter());
    } else if (status != 206 && status != 416 || version.isEmpty()) {
      throw new Refused("the server answers " + status + (status == 404 ? " (not found)" : ""));
    } else if (status == 416 || !reply.continues(part.length(), file.bytes(), version.get())) {
      part.discard();
      throw new Broken(
          "the server's part does not continue the bytes that are here (" + status + ")");
    }
  }

  private void copy(ResponseBody body, PartFile part) throws IOException, InterruptedException {
    long length = part.length();
    report(length);
    for (Optional<List<ByteBuffer>> bytes = next(body, length);
        bytes.isPresent();
        bytes = next(body, length)) {
      for (ByteBuffer buffer : bytes.get()) {
        length += buffer.remaining();
        if (length > file.bytes()) {
          part.discard();
          throw new Refused(
              String.format(
                  Locale.ROOT, "the server sends more than the file's %,d bytes", file.bytes()));
        }
        part.append(buffer);
      }
      report(length);
    }
    if (length < file.bytes()) {
      throw new Broken(
          String.format(
              Locale.ROOT, "the server stopped after %,d of %,d bytes", length, file.bytes()));
    }
  }

  private Optional<List<ByteBuffer>> next(ResponseBody body, long length)
      throws IOException, InterruptedException {
    try {
      return body.next(policy.stallTimeout());
    } catch (HttpTimeoutException e) {
      throw new Broken(
          String.format(
              Locale.ROOT,
              "%s after %,d of %,d bytes (timeout)",
              e.getMessage(),
              length,
              file.bytes()),
          e);
    } catch (IOException e) {
      throw new Broken(
          String.format(
              Locale.ROOT, "the connection broke after %,d of %,d bytes", length, file.bytes()),
          e);
    }
  }

  private void report(long length) {
    progress.update(file.name() + " (kB)", length / KILO, file.bytes() / KILO);
  }

  /**
   * Wrong bytes are discarded; a file that was assembled from two connections gets a second chance.
   */
  private void check(PartFile part, boolean resumed) throws IOException {
    Optional<String> wrong = file.wrongSum(part.path());
    if (wrong.isPresent()) {
      part.discard();
      String message = "the bytes have " + wrong.get() + "; they were discarded";
      throw resumed ? new Broken(message) : new Refused(message);
    }
  }

  private String failure(Path target, PartFile part, List<String> reasons) throws IOException {
    String kept =
        part.length() == 0
            ? "Nothing was changed."
            : String.format(
                Locale.ROOT,
                "Its first %,d bytes are kept in %s; repeat the command to continue from there.",
                part.length(),
                part.path());
    return String.format(
        Locale.ROOT,
        """
        cannot fetch %s:
        %s
        %s
        Without a network, put the file (%,d bytes) at %s
        and give the same command again: it is checked%s.""",
        file.name(),
        String.join("\n", reasons),
        kept,
        file.bytes(),
        target,
        file.isUnpacked() ? " and unpacked" : "");
  }
}
