package org.outeffhop.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** A small model of random weights, and a folder in which its tensors are written, or others. */
abstract class ModelFolderTest {
  private final ModelConfig config;

  @TempDir Path folder;
  Model model;

  /** What {@link #write} writes; tests change it. */
  Map<String, Tensor> tensors;

  private TensorScope scope;

  ModelFolderTest(ModelConfig config) {
    this.config = config;
  }

  @BeforeEach
  void draw() {
    scope = TensorScope.open();
    model = SmallModels.drawn(config);
    tensors = new LinkedHashMap<>(model.parameters().asMap());
  }

  @AfterEach
  void close() {
    model.close();
    scope.close();
  }

  /** Writes the tensors, with other fields in {@code config.json}. */
  final void write(Map<String, Object> changes) {
    CheckpointFiles.write(folder, config, tensors, changes);
  }

  /** The folder's model computes what the drawn one does; returns the tensors that it left out. */
  final List<String> requireRead() {
    try (Checkpoint read = Checkpoint.read(folder)) {
      assertArrayEquals(SmallModels.output(model), SmallModels.output(read.model()));
      return read.contents().leftOut();
    }
  }

  /** A head tied to the embedding may be written too, or alone, and never as another one. */
  final void requireTiedHead(String embedding) {
    tensors.put("lm_head.weight", tensors.get(embedding).clone());
    write(Map.of());
    assertEquals(List.of(), requireRead());
    tensors.remove(embedding);
    write(Map.of());
    requireRead();
    tensors.put(embedding, Tensors.of(new float[160], 20, 8));
    write(Map.of());
    requireRefused("'lm_head.weight' differs from " + embedding);
  }

  /**
   * A head of its own is read, here one of zeros, and missed where it is not there.
   *
   * @param alone the config where it is not there
   */
  final void requireUntiedHead(Map<String, Object> alone) {
    tensors.put("lm_head.weight", Tensors.of(new float[160], 20, 8));
    write(Map.of("tie_word_embeddings", false));
    try (Checkpoint read = Checkpoint.read(folder)) {
      assertArrayEquals(new float[100], SmallModels.output(read.model()));
    }
    tensors.remove("lm_head.weight");
    write(alone);
    requireRefused("missing: lm_head.weight");
  }

  final void requireRefused(String... messages) {
    CheckpointFiles.requireRefused(folder, messages);
  }
}
