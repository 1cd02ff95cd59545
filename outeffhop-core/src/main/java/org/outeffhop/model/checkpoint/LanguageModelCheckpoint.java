package org.outeffhop.model.checkpoint;

import java.nio.file.Path;
import java.util.Optional;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.TokenModel;
import org.outeffhop.tensor.Parameters;

/**
 * A language model, or a BERT without a head.
 *
 * @param model the model, closed with the checkpoint
 */
public record LanguageModelCheckpoint(
    CheckpointContents contents, LanguageModelConfig config, TokenModel model)
    implements Checkpoint {

  /**
   * Reads a checkpoint as {@link Checkpoint#read(Path, Optional)} does, and refuses one of images
   * before its weights are looked at.
   */
  public static LanguageModelCheckpoint read(Path folder, Optional<AttentionMethod> method) {
    return read(folder, LanguageModelConfig.read(CheckpointReader.config(folder), method));
  }

  static LanguageModelCheckpoint read(Path folder, LanguageModelConfig config) {
    try (CheckpointReader reader = CheckpointReader.open(folder, config)) {
      Parameters parameters = Parameters.unallocated();
      TokenModel model =
          reader.headless()
              ? new BertEncoder((BertConfig) config, parameters)
              : config.create(parameters);
      return new LanguageModelCheckpoint(reader.fill(model), config, model);
    }
  }
}
