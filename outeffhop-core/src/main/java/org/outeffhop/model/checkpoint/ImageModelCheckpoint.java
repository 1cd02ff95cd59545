package org.outeffhop.model.checkpoint;

import java.nio.file.Path;
import org.outeffhop.model.ImageModel;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.model.VisionTransformerEncoder;
import org.outeffhop.tensor.Parameters;

/**
 * A vision transformer, with its classifier or without.
 *
 * @param model the model, closed with the checkpoint
 */
public record ImageModelCheckpoint(
    CheckpointContents contents, VisionTransformerConfig config, ImageModel model)
    implements Checkpoint {

  static ImageModelCheckpoint read(Path folder, VisionTransformerConfig config) {
    try (CheckpointReader reader = CheckpointReader.open(folder, config)) {
      Parameters parameters = Parameters.unallocated();
      ImageModel model =
          reader.headless()
              ? new VisionTransformerEncoder(config, parameters)
              : new VisionTransformer(config, parameters);
      return new ImageModelCheckpoint(reader.fill(model), config, model);
    }
  }
}
