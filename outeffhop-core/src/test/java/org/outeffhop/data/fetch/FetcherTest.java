package org.outeffhop.data.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.Progress;
import org.outeffhop.data.fetch.ScriptedServer.Answer;

class FetcherTest {
  private static final String ETAG = "\"one\"";
  private static final FetchPolicy POLICY =
      new FetchPolicy(Duration.ofSeconds(20), Duration.ofSeconds(20), 3, Duration.ofMillis(1), 3);

  @TempDir private Path temporary;

  private final byte[] content = new byte[200_000];
  private final List<String> notices = new ArrayList<>();
  private ScriptedServer server;

  FetcherTest() {
    new Random(7).nextBytes(content);
  }

  @AfterEach
  void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private void serve(Answer... answers) throws IOException {
    server = new ScriptedServer(answers);
  }

  private static Checksum sum(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Checksum("SHA-256", HexFormat.of().formatHex(digest), "this test");
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private DataFile file(URI... addresses) {
    return new DataFile(
        "file.bin", List.of(addresses), content.length, List.of(sum(content)), 0, Map.of());
  }

  private Path folder() {
    return temporary.resolve("data").resolve("set");
  }

  private Path target() {
    return folder().resolve("file.bin");
  }

  private Path part() {
    return folder().resolve("file.bin.part");
  }

  private List<FetchedFile> fetch(FetchPolicy policy, DataFile file)
      throws IOException, InterruptedException {
    DataSet set =
        new DataSet(
            "set",
            "A set",
            List.of(Purpose.PATTERNS),
            "CC0",
            "here",
            false,
            List.of(file),
            List.of());
    Progress progress =
        new Progress() {
          @Override
          public void update(String task, long done, long total) {}

          @Override
          public void notice(String message) {
            notices.add(message);
          }
        };
    return new Fetcher(policy, progress).fetch(set, folder());
  }

  private void fetch() throws IOException, InterruptedException {
    fetch(POLICY, file(server.address("/file")));
  }

  private String failure(DataFile file) {
    return assertThrows(IOException.class, () -> fetch(POLICY, file)).getMessage();
  }

  private String failure() {
    return failure(file(server.address("/file")));
  }

  private void assertWhole() throws IOException {
    assertArrayEquals(content, Files.readAllBytes(target()));
    assertEquals(List.of("file.bin"), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder())) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private void assertNothingChanged(String message) {
    assertTrue(message.contains("Nothing was changed."), message);
    assertFalse(Files.exists(temporary.resolve("data")), message);
  }

  private List<String> asked(String header) {
    return server.requests.stream().map(request -> request.header(header).orElse("")).toList();
  }

  @Test
  void aWholeFileIsFetchedOnceAndKept() throws Exception {
    serve(parts(content, ETAG));
    fetch();
    assertWhole();
    List<FetchedFile> again = fetch(POLICY, file(server.address("/file")));
    assertEquals(List.of(new FetchedFile(target(), true, "SHA-256", List.of())), again);
    assertEquals(1, server.requests.size());
  }

  @Test
  void aBrokenConnectionIsGoneOnWithFromWhereItBroke() throws Exception {
    serve(
        brokenOff(content, 70_000, "ETag: " + ETAG),
        raw(
            206,
            Arrays.copyOfRange(content, 70_000, 120_000),
            "Content-Length: 130000",
            "Content-Range: bytes 70000-199999/200000",
            "ETag: " + ETAG),
        parts(content, ETAG));
    fetch();
    assertWhole();
    assertEquals(List.of("", "bytes=70000-", "bytes=120000-"), asked("Range"));
    assertEquals(List.of("", ETAG, ETAG), asked("If-Range"));
    assertEquals(2, notices.size());
    assertTrue(notices.get(0).contains("after 70,000 of 200,000 bytes"), notices.get(0));
  }

  @Test
  void whatOneCallReceivedTheNextOneGoesOnWith() throws Exception {
    serve(brokenOff(content, 70_000, "ETag: " + ETAG), raw(503, new byte[0]));
    String message = failure();
    assertTrue(message.contains("the server answers 503"), message);
    assertTrue(message.contains("first 70,000 bytes are kept in " + part()), message);
    assertEquals(70_000, Files.size(part()));
    assertEquals(3, server.requests.size());
    int port = server.address("/").getPort();
    server.close();
    assertTrue(failure(file(URI.create("http://127.0.0.1:" + port + "/file"))).contains("70,000"));
    assertEquals(70_000, Files.size(part()));
  }

  @Test
  void aServerThatIgnoresRangeIsReadFromTheBeginning() throws Exception {
    serve(brokenOff(content, 70_000, "ETag: " + ETAG), whole(content));
    fetch();
    assertWhole();
    assertTrue(notices.get(1).contains("from the beginning"), notices::toString);
  }

  @Test
  void aFileThatChangedIsReadFromTheBeginning() throws Exception {
    byte[] old = content.clone();
    old[0]++;
    serve(brokenOff(old, 70_000, "ETag: \"old\""), parts(content, ETAG));
    fetch();
    assertWhole();
    assertEquals(List.of("", "\"old\""), asked("If-Range"));
  }

  @Test
  void aPartOfAnotherVersionIsNotAppended() throws Exception {
    byte[] old = content.clone();
    old[0]++;
    Answer liar =
        raw(
            206,
            Arrays.copyOfRange(content, 70_000, content.length),
            "Content-Length: 130000",
            "Content-Range: bytes 70000-199999/200000",
            "ETag: " + ETAG);
    serve(brokenOff(old, 70_000, "ETag: \"old\""), liar, whole(content));
    fetch();
    assertWhole();
    assertEquals(List.of("", "bytes=70000-", ""), asked("Range"));
  }

  @Test
  void aPartThatBeginsElsewhereIsNotAppended() throws Exception {
    Answer shifted =
        raw(
            206,
            Arrays.copyOfRange(content, 69_999, content.length),
            "Content-Length: 130001",
            "Content-Range: bytes 69999-199999/200000",
            "ETag: " + ETAG);
    serve(brokenOff(content, 70_000, "ETag: " + ETAG), shifted, whole(content));
    fetch();
    assertWhole();
  }

  @Test
  void aMixtureOfTwoVersionsIsFoundByItsSumAndFetchedAnew() throws Exception {
    byte[] old = content.clone();
    old[0]++;
    serve(brokenOff(old, 70_000, "ETag: " + ETAG), parts(content, ETAG));
    fetch();
    assertWhole();
    assertEquals(List.of("", "bytes=70000-", ""), asked("Range"));
    assertTrue(notices.get(1).contains("the bytes have SHA-256"), notices::toString);
  }

  @Test
  void withoutAVersionABrokenFileIsReadFromTheBeginning() throws Exception {
    serve(brokenOff(content, 70_000), parts(content, ETAG));
    fetch();
    assertWhole();
    assertEquals(List.of("", ""), asked("Range"));
  }

  @Test
  void aWeakETagIsNoVersionButTheDateIs() throws Exception {
    String date = "Sat, 01 Jul 2017 00:00:00 GMT";
    serve(
        brokenOff(content, 70_000, "ETag: W/\"weak\"", "Last-Modified: " + date),
        parts(content, date));
    fetch();
    assertWhole();
    assertEquals(List.of("", date), asked("If-Range"));
  }

  @Test
  void aPartThatTheServerCannotSatisfyIsFetchedAnew() throws Exception {
    serve(brokenOff(content, 70_000, "ETag: " + ETAG), raw(416, new byte[0]), whole(content));
    fetch();
    assertWhole();
  }

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
          String.format("the server announces %,d bytes; 200,000 are to come", length);
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
    assertTrue(notices.get(0).contains("ended after 70,000 of 200,000"), notices::toString);
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
    assertTrue(failure().contains("redirects to nowhere"));
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
  void aFileOfOtherContentInItsPlaceIsLeftAlone() throws Exception {
    serve(parts(content, ETAG));
    Files.createDirectories(folder());
    Files.writeString(target(), "mine");
    assertTrue(failure().contains("is there, but has 4 bytes, not 200,000"));
    byte[] similar = content.clone();
    similar[5]++;
    Files.write(target(), similar);
    assertTrue(failure().contains("is there, but has SHA-256 " + sum(similar).value()));
    assertArrayEquals(similar, Files.readAllBytes(target()));
    assertEquals(List.of(), server.requests);
  }

  @Test
  void aFilePutThereByHandIsCheckedAndTaken() throws Exception {
    Files.createDirectories(folder());
    Files.write(target(), content);
    assertTrue(fetch(POLICY, file(ScriptedServer.nobody())).get(0).wasThere());
  }

  @Test
  void aWholePartIsTakenWithoutAsking() throws Exception {
    Files.createDirectories(folder());
    Files.write(part(), content);
    fetch(POLICY, file(ScriptedServer.nobody()));
    assertWhole();
  }

  @Test
  void twoProcessesDoNotWriteOnePart() throws Exception {
    serve(parts(content, ETAG));
    Files.createDirectories(folder());
    try (PartFile other = PartFile.open(target())) {
      assertTrue(failure().contains("is being fetched by another process"));
      assertEquals(Optional.empty(), other.version(server.address("/file")));
    }
  }

  @Test
  void aFullDiskIsSeenBeforeAnythingIsFetched() throws Exception {
    serve(parts(content, ETAG));
    DataFile file = file(server.address("/file"));
    DataSet set =
        new DataSet(
            "set", "A", List.of(Purpose.TEXT), "CC0", "here", false, List.of(file), List.of());
    Fetcher fetcher = new Fetcher(POLICY, Progress.none(), folder -> 199_999);
    String message =
        assertThrows(IOException.class, () -> fetcher.fetch(set, folder())).getMessage();
    assertTrue(message.contains("takes 200,000 more bytes"), message);
    assertTrue(message.contains("has 199,999 free"), message);
    assertEquals(List.of(), server.requests);
    assertFalse(Files.exists(temporary.resolve("data")));
  }

  @Test
  void withoutAPublishedSumTheSizeIsChecked() throws Exception {
    serve(whole(content));
    DataFile file =
        new DataFile(
            "file.bin", List.of(server.address("/file")), content.length, List.of(), 0, Map.of());
    assertEquals("size only", fetch(POLICY, file).get(0).checkedBy());
    assertWhole();
  }
}
