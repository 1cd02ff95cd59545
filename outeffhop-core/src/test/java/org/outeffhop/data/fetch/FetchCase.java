package org.outeffhop.data.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.fetch.ScriptedServer.Answer;
import org.outeffhop.progress.Progress;

/** A file of 200,000 random bytes, a scripted server, and the folder they are fetched into. */
abstract class FetchCase {
  static final String ETAG = "\"one\"";
  static final FetchPolicy POLICY =
      new FetchPolicy(Duration.ofSeconds(20), Duration.ofSeconds(20), 3, Duration.ofMillis(1), 3);

  @TempDir Path temporary;

  final byte[] content = new byte[200_000];
  final List<String> notices = new ArrayList<>();
  ScriptedServer server;

  FetchCase() {
    new Random(7).nextBytes(content);
  }

  @AfterEach
  void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  void serve(Answer... answers) throws IOException {
    server = new ScriptedServer(answers);
  }

  static Checksum sum(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Checksum("SHA-256", HexFormat.of().formatHex(digest), "this test");
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  DataFile file(URI... addresses) {
    return new DataFile(
        "file.bin", List.of(addresses), content.length, List.of(sum(content)), 0, Map.of());
  }

  Path folder() {
    return temporary.resolve("data").resolve("set");
  }

  Path target() {
    return folder().resolve("file.bin");
  }

  Path part() {
    return folder().resolve("file.bin.part");
  }

  List<FetchedFile> fetch(FetchPolicy policy, DataFile file)
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

  void fetch() throws IOException, InterruptedException {
    fetch(POLICY, file(server.address("/file")));
  }

  String failure(DataFile file) {
    return assertThrows(IOException.class, () -> fetch(POLICY, file)).getMessage();
  }

  String failure() {
    return failure(file(server.address("/file")));
  }

  void assertWhole() throws IOException {
    assertArrayEquals(content, Files.readAllBytes(target()));
    assertEquals(List.of("file.bin"), names());
  }

  List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder())) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  void assertNothingChanged(String message) {
    assertTrue(message.contains("Nothing was changed."), message);
    assertFalse(Files.exists(temporary.resolve("data")), message);
  }

  List<String> asked(String header) {
    return server.requests.stream().map(request -> request.header(header).orElse("")).toList();
  }
}
