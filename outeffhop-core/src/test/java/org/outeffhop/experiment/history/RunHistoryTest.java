package org.outeffhop.experiment.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.experiment.result.RunRecord.Measured;

/** What is read back, and what is refused. */
class RunHistoryTest {
  @TempDir private Path folder;

  private Path metrics(String... lines) throws IOException {
    return Files.write(folder.resolve("metrics.jsonl"), List.of(lines));
  }

  private static void refused(String expected, ThrowingRead read) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, read::run);
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  private interface ThrowingRead {
    void run() throws IOException;
  }

  @Test
  void numbersAreReadByNameAndThoseOfModulesUnderTheirMeasure() throws IOException {
    Map<String, List<Measured>> values =
        MetricsFile.read(
            metrics(
                "{\"step\":1,\"loss\":3.5}",
                "{\"step\":2,\"loss\":2.5,\"kurtosis\":{\"layer.0\":7.0,\"layer.1\":8.0}}"));
    assertEquals(List.of(new Measured(1, 3.5), new Measured(2, 2.5)), values.get("loss"));
    assertEquals(List.of(new Measured(2, 8)), values.get("kurtosis/layer.1"));
    assertEquals(3, values.size());
  }

  @Test
  void damagedLinesAreNamed() {
    refused("line 2 is not JSON", () -> MetricsFile.read(metrics("{\"step\":1}", "{\"step\":")));
    refused("line 1: step is \"one\"", () -> MetricsFile.read(metrics("{\"step\":\"one\"}")));
  }

  @Test
  void foldersWithoutFinishedRunsAreRefused() throws IOException {
    refused("there is no folder", () -> RunHistory.read(List.of(folder.resolve("none"))));
    refused("holds no finished run", () -> RunHistory.read(List.of(folder)));
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("settings.json"), "{\"model\":\"opt\"}");
    Files.writeString(run.resolve("result.json"), "{\"model\":1,\"colour\":2}");
    refused(
        "there is no file " + run.toRealPath().resolve("run.json"),
        () -> RunHistory.read(List.of(folder)));
    Files.writeString(run.resolve("run.json"), "{\"command\":\"x\"}");
    refused("result.json: no ComparisonRow", () -> RunHistory.read(List.of(folder)));
  }
}
