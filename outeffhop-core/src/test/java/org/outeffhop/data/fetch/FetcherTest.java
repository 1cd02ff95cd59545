package org.outeffhop.data.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.outeffhop.data.fetch.ScriptedServer.brokenOff;
import static org.outeffhop.data.fetch.ScriptedServer.parts;
import static org.outeffhop.data.fetch.ScriptedServer.raw;
import static org.outeffhop.data.fetch.ScriptedServer.whole;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.outeffhop.data.fetch.ScriptedServer.Answer;
import org.outeffhop.progress.Progress;

class FetcherTest extends FetchCase {
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
  void aFileOfOtherContentInItsPlaceIsLeftAlone() throws Exception {
    serve(parts(content, ETAG));
    Files.createDirectories(folder());
    Files.writeString(target(), "mine");
    assertTrue(failure().contains("exists, but has 4 bytes, not 200,000"));
    byte[] similar = content.clone();
    similar[5]++;
    Files.write(target(), similar);
    assertTrue(failure().contains("exists, but has SHA-256 " + sum(similar).value()));
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
    assertTrue(message.contains("needs 200,000 more bytes"), message);
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
