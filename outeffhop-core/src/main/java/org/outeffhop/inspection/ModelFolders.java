package org.outeffhop.inspection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.outeffhop.files.JsonFile;
import org.outeffhop.files.VouchedFiles;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.model.checkpoint.CheckpointConfig;
import org.outeffhop.model.checkpoint.CheckpointWeights;
import org.outeffhop.text.PoolingSettings;
import org.outeffhop.text.SentenceSettings;
import org.outeffhop.text.TextTokenizer;
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
    return CheckpointConfig.isIn(folder);
  }

  /** A folder of one run, or of a comparison with a folder for each run. */
  static Inspection run(Path folder, List<Path> files) {
    Findings findings = new Findings(folder, "run");
    boolean complete = RunDirectory.isComplete(folder);
    findings.fact(Inspection.COMPLETE, complete ? "yes" : Inspection.UNFINISHED);
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
    long parameters = 0;
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (name.equals(SentenceSettings.MODULES)) {
        settings(findings, file.getParent());
      } else if (name.endsWith(".json")) {
        boolean read = findings.read(file, () -> JsonFile.readObject(file, MOST_JSON));
        if (read && name.equals(RunDirectory.RESULT)) {
          VouchedFiles.problem(file).ifPresent(reason -> findings.problem(file, reason));
        }
      }
      if (name.equals("metrics.jsonl")) {
        findings.read(file, () -> JsonLines.requireObjects(file));
      }
      if (name.equals(CONFIG)) {
        tokenizer(findings, file.getParent());
      }
      if (name.equals(CONFIG) && CheckpointWeights.areIn(file.getParent())) {
        models++;
        parameters += weights(findings, file.getParent());
      }
    }
    findings.fact("models", models);
    if (models > 0) {
      findings.fact("parameters", parameters);
    }
    if (complete && models > 0) {
      findings.takenBy("quantize", folder);
      findings.takenBy(isCheckpoint(folder) ? "export" : "report", folder);
    }
    return findings.finished();
  }

  static Inspection checkpoint(Path folder) {
    Findings findings = new Findings(folder, "checkpoint");
    findings.read(
        folder,
        () -> {
          ObjectNode fields = CheckpointConfig.read(folder).fields();
          findings.fact("model type", fields.path("model_type").asText("not given"));
          findings.fact("architectures", fields.path("architectures").toString());
          findings.fact("attention", fields.path("attention_method").asText("vanilla"));
        });
    tokenizer(findings, folder);
    settings(findings, folder);
    if (CheckpointWeights.areIn(folder)) {
      findings.fact("parameters", weights(findings, folder));
      if (isKnown(modelType(folder))) {
        findings.takenBy("inspect", folder);
      }
    } else {
      findings.read(folder, () -> CheckpointWeights.open(folder).close());
    }
    return findings.finished();
  }

  private static void tokenizer(Findings findings, Path folder) {
    Optional<Path> file = TextTokenizer.file(folder);
    if (file.isPresent()) {
      findings.read(
          file.get(),
          () -> {
            try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
              JsonNode size = CheckpointConfig.read(folder).fields().path("vocab_size");
              tokenizer.requireFit(size.canConvertToInt() ? size.asInt() : Integer.MAX_VALUE);
              findings.fact("token ids", tokenizer.vocabularySize());
            }
          });
    }
  }

  /** How texts become embeddings, where the folder says it. */
  private static void settings(Findings findings, Path folder) {
    findings.read(
        folder,
        () -> {
          PoolingSettings pooling = SentenceSettings.read(folder).pooling();
          if (!pooling.source().isEmpty()) {
            findings.fact("pooling", pooling.toString());
          }
        });
  }

  /** Supported models are read in full; of others, only the headers of the files are read. */
  private static long weights(Findings findings, Path folder) {
    long[] parameters = new long[1];
    if (isKnown(modelType(folder))) {
      findings.read(folder, () -> parameters[0] = whole(folder));
    } else {
      findings.read(folder, () -> headers(findings, folder));
    }
    return parameters[0];
  }

  private static boolean isKnown(String modelType) {
    return Arrays.stream(ModelType.values()).anyMatch(type -> type.toString().equals(modelType));
  }

  /** Empty if the settings cannot be read, which is reported elsewhere. */
  private static String modelType(Path folder) {
    try {
      return CheckpointConfig.read(folder).fields().path("model_type").asText();
    } catch (IllegalArgumentException | UncheckedIOException e) {
      return "";
    }
  }

  private static long whole(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.read(folder)) {
      return checkpoint.contents().types().values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private static void headers(Findings findings, Path folder) throws IOException {
    Set<Path> shards = new TreeSet<>();
    if (Files.exists(folder.resolve(INDEX))) {
      shards.addAll(CheckpointWeights.files(folder.resolve(INDEX)));
    }
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(file -> file.toString().endsWith(".safetensors")).forEach(shards::add);
    }
    for (Path shard : shards) {
      findings.read(shard, () -> ArrayFiles.tensors(findings, shard));
    }
  }
}
