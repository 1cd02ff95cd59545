package org.outeffhop.model.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.outeffhop.files.Folders;
import org.outeffhop.model.ConfigFile;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.checkpoint.tensorflow.BertVariables;
import org.outeffhop.tensor.TensorFile;

/**
 * The settings of a checkpoint's folder: {@code config.json}, or Google's {@code bert_config.json},
 * which lacks the {@code model_type}, or, of a TensorFlow checkpoint with neither, what the shapes
 * of its variables say.
 */
public final class CheckpointConfig {
  private static final String GOOGLE = "bert_config.json";

  /** The size of a head in every BERT that Google published; no shape depends on it. */
  private static final long HEAD_SIZE = 64;

  private CheckpointConfig() {}

  /** Whether a folder has settings or a checkpoint that needs none. */
  public static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(CheckpointWriter.CONFIG))
        || Files.isRegularFile(folder.resolve(GOOGLE))
        || TensorFlowFiles.areIn(folder);
  }

  /**
   * Reads the settings of a folder.
   *
   * @throws IllegalArgumentException if there is no such folder, or it has none, or they are
   *     damaged
   */
  public static ConfigFile read(Path folder) {
    Folders.require(folder);
    Path own = folder.resolve(CheckpointWriter.CONFIG);
    if (Files.isRegularFile(own)) {
      return ConfigFile.read(own);
    }
    Path google = folder.resolve(GOOGLE);
    if (Files.isRegularFile(google)) {
      ConfigFile file = ConfigFile.read(google);
      if (!file.fields().has("model_type")) {
        file.fields().put("model_type", ModelType.BERT.toString());
      }
      return file;
    }
    Optional<Path> index = TensorFlowFiles.index(folder);
    return index.isPresent() ? ofShapes(index.get()) : ConfigFile.read(own);
  }

  private static ConfigFile ofShapes(Path index) {
    try (TensorFile variables = BertVariables.open(index)) {
      long[] words = matrix(variables, "bert.embeddings.word_embeddings.weight");
      long hidden = words[1];
      if (hidden % HEAD_SIZE != 0) {
        throw new IllegalArgumentException(
            "%s: the hidden size is %d, and there is no %s that says num_attention_heads; without it heads have size %d"
                .formatted(index, hidden, GOOGLE, HEAD_SIZE));
      }
      ObjectNode fields = JsonNodeFactory.instance.objectNode();
      fields
          .put("model_type", ModelType.BERT.toString())
          .put("vocab_size", words[0])
          .put("hidden_size", hidden)
          .put("num_attention_heads", hidden / HEAD_SIZE)
          .put("num_hidden_layers", layers(variables.names()))
          .put(
              "intermediate_size",
              matrix(variables, "bert.encoder.layer.0.intermediate.dense.weight")[0])
          .put(
              "max_position_embeddings",
              matrix(variables, "bert.embeddings.position_embeddings.weight")[0])
          .put(
              "type_vocab_size",
              matrix(variables, "bert.embeddings.token_type_embeddings.weight")[0]);
      return new ConfigFile(index, fields);
    }
  }

  private static long[] matrix(TensorFile variables, String name) {
    if (!variables.names().contains(name) || variables.shape(name).length != 2) {
      throw new IllegalArgumentException(
          "%s has no matrix '%s', whose sizes are needed where there is no %s"
              .formatted(variables.path(), name, GOOGLE));
    }
    return variables.shape(name);
  }

  private static int layers(Set<String> names) {
    int layers = 0;
    while (names.contains("bert.encoder.layer." + layers + ".output.dense.weight")) {
      layers++;
    }
    return layers;
  }
}
