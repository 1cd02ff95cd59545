package org.outeffhop.data.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.outeffhop.data.fetch.ScriptedServer.announced;
import static org.outeffhop.data.fetch.ScriptedServer.brokenOff;
import static org.outeffhop.data.fetch.ScriptedServer.parts;
import static org.outeffhop.data.fetch.ScriptedServer.raw;
import static org.outeffhop.data.fetch.ScriptedServer.redirect;
import static org.outeffhop.data.fetch.ScriptedServer.whole;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Servers that break off, lie, lead astray or say nothing. */
class HostileServerTest extends FetchCase {
  @Test
  void aServerThatKeepsBreakingOffIsLeftAfterTheAttempts() throws Exception {
    serve(brokenOff(content, 70_000));
    String message = failure();
    assertTrue(message.contains("the connection broke after 70,000 of 200,000 bytes"), message);
    assertEquals(3, server.requests.size());
    assertEquals(List.of("file.bin.part"), names());
  }

  @Test
  void wrongBytesAreThrownAway() throws Exception {
    byte[] wrong = content.clone();
    wrong[199_999]++;
    serve(whole(wrong, "ETag: " + ETAG));
    String message = failure();
    assertTrue(message.contains("the bytes have SHA-256 " + sum(wrong).value()), message);
    assertTrue(message.contains("not " + sum(content).value()), message);
    assertNothingChanged(message);
    assertEquals(1, server.requests.size());
  }

  @Test
  void aLengthOtherThanTheCataloguesIsRefusedBeforeTheBytes() throws Exception {
    for (int length : new int[] {100_000, 300_000}) {
      serve(announced(length, content));
      String message = failure();
      String expected =
          String.format(
              Locale.ROOT, "the server announces %,d bytes, but 200,000 are missing", length);
      assertTrue(message.contains(expected), message);
      assertNothingChanged(message);
      server.close();
    }
  }

  @Test
  void aServerThatSendsMoreIsStopped() throws Exception {
    byte[] more = Arrays.copyOf(content, 50_000_000);
    serve(raw(200, more));
    String message = failure();
    assertTrue(message.contains("sends more than the file's 200,000 bytes"), message);
    assertNothingChanged(message);
    assertEquals(1, server.requests.size());
  }

  @Test
  void aServerThatEndsEarlyWithoutALengthIsAskedAgain() throws Exception {
    serve(raw(200, Arrays.copyOf(content, 70_000), "ETag: " + ETAG), parts(content, ETAG));
    fetch();
    assertWhole();
    assertTrue(notices.get(0).contains("stopped after 70,000 of 200,000"), notices::toString);
  }

  @Test
  void redirectsAreFollowed() throws Exception {
    serve(redirect("/second"), redirect("/third?x=1"), parts(content, ETAG));
    fetch();
    assertWhole();
    assertEquals(
        List.of("/file", "/second", "/third?x=1"),
        server.requests.stream().map(ScriptedServer.Request::path).toList());
  }

  @Test
  void redirectsInALoopOrWithoutEndAreRefused() throws Exception {
    serve(redirect("/second"), redirect("/file"));
    String loop = failure();
    assertTrue(loop.contains("redirects in a loop, to " + server.address("/file")), loop);
    assertNothingChanged(loop);
    server.close();
    serve((request, out) -> redirect(request.path() + "x").write(request, out));
    String endless = failure();
    assertTrue(endless.contains("redirects more than 3 times"), endless);
    assertEquals(4, server.requests.size());
    assertNothingChanged(endless);
  }

  @Test
  void redirectsToOtherSchemesAreRefused() throws Exception {
    for (String to : List.of("ftp://127.0.0.1/file", "file:///etc/passwd", "mailto:a@b")) {
      serve(redirect(to));
      String message = failure();
      assertTrue(message.contains("redirects to " + to + "; only https"), message);
      assertNothingChanged(message);
      server.close();
    }
    serve(raw(302, new byte[0], "Content-Length: 0"));
    assertTrue(failure().contains("redirects without an address"));
  }

  @Test
  void aMissingFileIsNotAskedForTwice() throws Exception {
    serve(raw(404, new byte[0], "Content-Length: 0"));
    String message = failure();
    assertTrue(message.contains(server.address("/file") + ": the server answers 404"), message);
    assertTrue(message.contains("put the file (200,000 bytes) at " + target()), message);
    assertNothingChanged(message);
    assertEquals(1, server.requests.size());
  }

  @Test
  void aBusyServerIsAskedAgain() throws Exception {
    serve(raw(503, new byte[0], "Retry-After: 0"), raw(429, new byte[0]), parts(content, ETAG));
    fetch();
    assertWhole();
    assertEquals(3, server.requests.size());
  }

  @Test
  void aServerThatStallsIsLeftAndAskedForTheRest() throws Exception {
    serve();
    server.then(server.stalled(content, 70_000, "ETag: " + ETAG));
    FetchPolicy hasty =
        new FetchPolicy(Duration.ofSeconds(20), Duration.ofMillis(300), 1, Duration.ofMillis(1), 3);
    DataFile file = file(server.address("/file"));
    String message = assertThrows(IOException.class, () -> fetch(hasty, file)).getMessage();
    assertTrue(message.contains("no bytes for 300 ms after 70,000 of 200,000"), message);
    assertEquals(70_000, Files.size(part()));
  }

  @Test
  void theNextAddressIsTriedWhenOneFails() throws Exception {
    serve(raw(404, new byte[0]), parts(content, ETAG));
    fetch(POLICY, file(ScriptedServer.nobody(), server.address("/gone"), server.address("/file")));
    assertWhole();
  }

  @Test
  void withoutANetworkTheAddressAndTheWayAroundAreSaid() {
    URI unknown = URI.create("http://host.invalid/file");
    URI refused = ScriptedServer.nobody();
    String message = failure(file(unknown, refused));
    assertTrue(message.contains(unknown + ": the host host.invalid is unknown"), message);
    assertTrue(message.contains(refused + ": no connection to 127.0.0.1"), message);
    assertTrue(message.contains("at " + target()), message);
    assertNothingChanged(message);
  }

  @Test
  void redirectsFromHttpsStayThere() throws Exception {
    URI secure = URI.create("https://host/a/file");
    assertEquals(URI.create("https://host/b"), Requests.resolved(secure, "/b"));
    assertEquals(URI.create("https://other/b"), Requests.resolved(secure, "https://other/b"));
    assertEquals(URI.create("https://other/b"), Requests.resolved(secure, "//other/b"));
    for (String to : List.of("http://host/a/file", "http://other/b", "https:b", "a b")) {
      String message =
          assertThrows(Refused.class, () -> Requests.resolved(secure, to)).getMessage();
      assertTrue(message.startsWith("redirects to "), message);
    }
  }
}
