package org.outeffhop.model.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.files.JsonFile;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.GateKind;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.OptConfig;

/**
 * Checkpoints like those of the paper's code, whose {@code config.json} is Hugging Face's alone:
 * nothing in it says the attention method. Its gates are {@code attention.self.alpha} of BERT and
 * {@code self_attn.alpha} of OPT.
 */
class AuthorsCheckpointTest {
  @TempDir private Path folder;

  /** Without the fields that say the attention. */
  private float[] write(LanguageModelConfig config) {
    try (LanguageModel model = SmallModels.drawn(config)) {
      CheckpointWriter.FLOAT32.write(folder, config, model, null);
      writeConfig(config, Map.of());
      return SmallModels.output(model);
    }
  }

  private void writeConfig(LanguageModelConfig config, Map<String, ?> more) {
    Map<String, Object> fields = new LinkedHashMap<>(config.asMap());
    fields.keySet().removeAll(config.attention().asMap().keySet());
    fields.putAll(more);
    JsonFile.write(folder.resolve("config.json"), fields);
  }

  private String refused(Optional<AttentionMethod> method) {
    return assertThrows(IllegalArgumentException.class, () -> Checkpoint.read(folder, method))
        .getMessage();
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void theGivenMethodIsTaken(AttentionMethod method) {
    for (LanguageModelConfig config : List.of(SmallModels.bert(method), SmallModels.opt(method))) {
      float[] output = write(config);
      try (Checkpoint read = Checkpoint.read(folder, Optional.of(method))) {
        assertEquals(config, read.config());
        assertArrayEquals(output, SmallModels.output(read.model()));
      }
    }
  }

  @Test
  void gatesOfAnUnnamedMethodAreExplained() {
    write(SmallModels.bert(AttentionMethod.GATED_OUTEFFHOP));
    String message = refused(Optional.empty());
    assertTrue(
        message.contains("unknown: bert.encoder.layer.0.attention.self.alpha.0.0.weight"), message);
    assertTrue(
        message.contains(
            "tensors with alpha in their names are gates: use the method gated or gated-outeffhop"),
        message);
  }

  @ParameterizedTest
  @EnumSource(GateKind.class)
  void anotherKindOfGateIsSaidInConfig(GateKind kind) {
    AttentionConfig attention =
        new AttentionConfig(AttentionMethod.GATED_OUTEFFHOP, -0.025, kind, 0);
    OptConfig config = OptConfig.small(20, 8, 2, 2, 9, attention);
    float[] output = write(config);
    writeConfig(config, attention.asMap());
    try (Checkpoint read = Checkpoint.read(folder)) {
      assertArrayEquals(output, SmallModels.output(read.model()));
    }
  }

  @Test
  void aGivenMethodThatConfigContradictsIsRefused() {
    BertConfig config = SmallModels.bert(AttentionMethod.OUTEFFHOP);
    float[] output = write(config);
    writeConfig(config, config.attention().asMap());
    assertEquals(
        folder.resolve("config.json")
            + ": attention_method is \"outeffhop\"; but vanilla was asked for; leave that out",
        refused(Optional.of(AttentionMethod.VANILLA)));
    try (Checkpoint read = Checkpoint.read(folder, Optional.of(AttentionMethod.OUTEFFHOP))) {
      assertArrayEquals(output, SmallModels.output(read.model()));
    }
  }
}
