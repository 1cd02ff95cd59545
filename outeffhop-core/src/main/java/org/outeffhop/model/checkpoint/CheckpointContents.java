package org.outeffhop.model.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What was found in a checkpoint's files.
 *
 * @param folder where they are
 * @param types the number of scalars that were read, by element type
 * @param leftOut tensors that the model does not have, such as BERT's pooler
 */
public record CheckpointContents(Path folder, Map<String, Long> types, List<String> leftOut) {}
