package org.outeffhop.inspection;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.tensor.JsonFile;
import org.outeffhop.training.RunDirectory;

/** Folders with a model: checkpoints as Hugging Face's libraries write them, and runs. */
final class ModelFolders {
  private static final String CONFIG = "config.json";
  private static final String RUN = "run.json";
  private static final String INDEX = "model.safetensors.index.json";
  private static final long MOST_JSON = 1L << 26;

  private ModelFolders() {}

  static boolean isRun(Path folder) {
    return Files.isRegularFile(folder.resolve(RUN));
  }

  static boolean isCheckpoint(Path folder) {
    return Files.isRegularFile(folder.resolve(CONFIG));
  }

  /** A folder of one run, or of a comparison with a folder for each run. */
  static Inspection run(Path folder, List<Path> files) {
    Findings findings = new Findings(folder, "run");
    boolean complete = RunDirectory.isComplete(folder);
    findings.fact("complete", complete ? "yes" : "no");
    findings.read(
        folder.resolve(RUN),
        () -> {
          String command =
              JsonFile.readObject(folder.resolve(RUN), MOST_JSON).path("command").asText();
          findings.fact("made by", command);
          if (!complete && command.startsWith("./outeffhop ")) {
            findings.takenBy(command.substring("./outeffhop ".length()));
          }
        });
    long models = 0;
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (name.endsWith(".json")) {
        findings.read(file, () -> JsonFile.readObject(file, MOST_JSON));
      }
      if (name.equals("metrics.jsonl")) {
        findings.read(file, () -> JsonLines.requireObjects(file));
      }
      if (name.equals(CONFIG) && hasWeights(file.getParent())) {
        models++;
        weights(findings, file.getParent());
      }
    }
    findings.fact("models", models);
    return findings.finished();
  }

  static Inspection checkpoint(Path folder) {
    Findings findings = new Findings(folder, "checkpoint");
    Path config = folder.resolve(CONFIG);
    findings.read(
        config,
        () -> {
          ObjectNode fields = JsonFile.readObject(config, MOST_JSON);
          findings.fact("model type", fields.path("model_type").asText("not said"));
          findings.fact("architectures", fields.path("architectures").toString());
          findings.fact("attention", fields.path("attention_method").asText("vanilla"));
        });
    if (hasWeights(folder)) {
      weights(findings, folder);
    } else {
      findings.problem(folder, "there are no weights, neither model.safetensors nor " + INDEX);
    }
    return findings.finished();
  }

  private static boolean hasWeights(Path folder) {
    return Files.exists(folder.resolve("model.safetensors")) || Files.exists(folder.resolve(INDEX));
  }

  /** Models that the library knows are read whole; of others the headers of the files are. */
  private static void weights(Findings findings, Path folder) {
    if (isKnown(modelType(folder.resolve(CONFIG)))) {
      findings.read(folder, () -> whole(findings, folder));
    } else {
      findings.read(folder, () -> headers(findings, folder));
    }
  }

  private static boolean isKnown(String modelType) {
    return Arrays.stream(ModelType.values()).anyMatch(type -> type.toString().equals(modelType));
  }

  /** Empty for a config that cannot be read, whose problem is found elsewhere. */
  private static String modelType(Path config) {
    try {
      return JsonFile.readObject(config, MOST_JSON).path("model_type").asText();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      return "";
    }
  }

  private static void whole(Findings findings, Path folder) {
    try (Checkpoint checkpoint = Checkpoint.read(folder)) {
      findings.fact(
          "parameters",
          checkpoint.contents().types().values().stream().mapToLong(Long::longValue).sum());
    }
  }

  private static void headers(Findings findings, Path folder) throws IOException {
    Set<Path> shards = new TreeSet<>();
    if (Files.exists(folder.resolve(INDEX))) {
      JsonFile.readObject(folder.resolve(INDEX), MOST_JSON)
          .path("weight_map")
          .forEach(name -> shards.add(folder.resolve(name.asText())));
    }
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(file -> file.toString().endsWith(".safetensors")).forEach(shards::add);
    }
    for (Path shard : shards) {
      findings.read(shard, () -> ArrayFiles.tensors(findings, shard));
    }
  }
}
