package org.outeffhop.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.Tensors;

/** STanHop-Nets' folders, and such as do not fit. */
class SeriesCheckpointTest extends ModelFolderTest {
  private static final StanHopConfig NET = SmallModels.stanHop(AttentionMethod.LEARNED_SINK);
  private static final String NORM = "decoder.decode_layers.2.norm2.weight";

  SeriesCheckpointTest() {
    super(NET);
  }

  private void requireRefused(Map<String, Object> changes, String message) {
    write(changes);
    requireRefused(message);
  }

  @Test
  void theFilesHaveTheNamesOfTheAuthorsCode() {
    CheckpointWriter.FLOAT32.write(folder, NET, model);
    Map<String, Tensor> written = SafeTensors.read(folder.resolve("model.safetensors"));
    assertEquals(tensors.keySet(), written.keySet());
    try (Checkpoint read = Checkpoint.read(folder)) {
      StanHopNet net = assertInstanceOf(StanHopNet.class, read.model());
      assertEquals(NET, net.config());
      assertEquals(Map.of("F32", model.parameters().count()), read.contents().types());
      assertEquals(List.of(), read.contents().leftOut());
      assertArrayEquals(SmallModels.output(model), SmallModels.output(net));
    }
  }

  @Test
  void namesAndShapesAreStrict() {
    tensors.put("decoder.decode_layers.2.norm2.wieght", tensors.remove(NORM));
    requireRefused(Map.of(), "missing: " + NORM + " (nearest: ");
    requireRefused(Map.of(), "unknown: decoder.decode_layers.2.norm2.wieght (nearest: " + NORM);
    tensors.remove("decoder.decode_layers.2.norm2.wieght");
    tensors.put(NORM, Tensors.of(new float[7], 7));
    requireRefused(Map.of(), NORM + " has shape [7]; ");
    tensors.put(NORM, Tensors.of(new float[8], 8));
    requireRefused(Map.of("patch_length", 4), "enc_emb.linear.weight has shape [8, 2]; ");
    requireRefused(
        Map.of("architectures", List.of("PatchTSTForPrediction")),
        "architectures is PatchTSTForPrediction; with model_type stanhop it can be StanHopNet");
    requireRefused(Map.of("attention_method", "outeffhop"), "unknown: ");
  }
}
