package org.outeffhop.model.checkpoint;

import java.nio.file.Path;
import java.util.Optional;
import org.outeffhop.files.VouchedFiles;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.ConfigFile;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.tensor.Parameters;

/**
 * A model in a folder as Hugging Face's libraries write it: {@code config.json}, the weights as
 * {@link CheckpointWeights} finds them, and most often {@code tokenizer.json}; or a BERT in a
 * folder as Google published it.
 *
 * <p>Reading is strict: every tensor is used once, every shape is checked, and no memory is taken
 * for weights before names and shapes are known to fit. Weights in F16 and BF16 become float32.
 * Closing the checkpoint closes the model.
 *
 * @param contents what was found in the files
 * @param config the model's shape and attention
 * @param model with its head, or without one where the files have none
 */
public record Checkpoint(CheckpointContents contents, ModelConfig config, Model model)
    implements AutoCloseable {

  /** Reads a checkpoint that says its attention method, or whose method is vanilla. */
  public static Checkpoint read(Path folder) {
    return read(folder, Optional.empty());
  }

  /**
   * Reads a checkpoint.
   *
   * @param method the attention method where {@code config.json} does not say it
   * @throws IllegalArgumentException if anything is missing, damaged, unknown, not finite or of
   *     another shape; the message names it, and nothing stays loaded
   */
  public static Checkpoint read(Path folder, Optional<AttentionMethod> method) {
    ConfigFile file = CheckpointConfig.read(folder);
    VouchedFiles.require(file.file());
    ModelConfig config = file.config(method);
    try (CheckpointReader reader = CheckpointReader.open(folder, file, config)) {
      Parameters parameters = Parameters.unallocated();
      Model model =
          reader.headless() ? config.createHeadless(parameters) : config.create(parameters);
      return new Checkpoint(reader.fill(model), config, model);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
