package org.outeffhop.experiment.resume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.outeffhop.files.AtomicFile;
import org.outeffhop.files.Fingerprint;
import org.outeffhop.training.resume.TrainingCheckpoints;

/** The folder of a comparison while a process trains into it, and afterwards. */
record TrainedFolder(Path folder) {
  private static final String LOG = "metrics.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The runs' folders, by name. */
  List<Path> runs() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(run -> Files.isRegularFile(run.resolve(LOG))).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** The last updates of all runs together. */
  long steps() {
    return runs().stream().mapToLong(TrainedFolder::lastStep).sum();
  }

  /** The last update in a run's log. */
  static long lastStep(Path run) {
    try {
      List<String> lines = Files.readAllLines(run.resolve(LOG));
      for (int i = lines.size() - 1; i >= 0; i--) {
        if (lines.get(i).endsWith("}")) {
          return JSON.readTree(lines.get(i)).path("step").asLong();
        }
      }
      return 0;
    } catch (JsonProcessingException half) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Checkpoints that are being written, or were when the process ended. */
  int halfWritten() {
    return (int) runs().stream().flatMap(TrainedFolder::states).filter(this::isHalf).count();
  }

  private static Stream<Path> states(Path run) {
    try (Stream<Path> files = Files.list(run.resolve(TrainingCheckpoints.FOLDER))) {
      return files.toList().stream();
    } catch (IOException none) {
      return Stream.empty();
    }
  }

  private boolean isHalf(Path file) {
    return file.toString().endsWith(AtomicFile.TEMPORARY_SUFFIX);
  }

  /** SHA-256 of a run's log without what differs between any two runs: times and memory. */
  static String losses(Path run) throws IOException {
    Fingerprint sum = new Fingerprint();
    for (String line : Files.readAllLines(run.resolve(LOG))) {
      ObjectNode object = (ObjectNode) JSON.readTree(line);
      object.remove(List.of("seconds", "resident_bytes"));
      sum.add(object.toString());
    }
    return sum.toHex();
  }

  /** SHA-256 of a run's weights. */
  static String weights(Path run) throws IOException {
    return new Fingerprint().add(Files.readAllBytes(run.resolve("model.safetensors"))).toHex();
  }
}
