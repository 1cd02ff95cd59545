package org.outeffhop.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.Gpt2Config;
import org.outeffhop.model.LlamaConfig;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.quantization.migration.MigrationTable;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.tensor.Engine;

/** Every type of model has a graph; what is of no type that a step knows is refused. */
class ModelTypesTest {
  private static final AttentionConfig ATTENTION = AttentionConfig.opt(AttentionMethod.OUTEFFHOP);
  private static final Precision FLOAT = new Precision.Float32();
  private static final BertConfig BERT = BertConfig.small(20, 8, 2, 2, 9, ATTENTION);
  private static final OptConfig OPT = OptConfig.small(20, 8, 2, 2, 9, ATTENTION);
  private static final LlamaConfig LLAMA = LlamaConfig.small(20, 8, 2, 2, 1, 9, ATTENTION);
  private static final Gpt2Config GPT2 = Gpt2Config.small(20, 8, 2, 2, 9, ATTENTION);
  private static final StanHopConfig STANHOP =
      StanHopConfig.small(12, 6, ATTENTION).withSize(2, 8, 2);

  private static final List<ModelConfig> CONFIGS =
      List.of(
          BERT, OPT, LLAMA, GPT2, VisionTransformerConfig.grey(4, 2, 8, 2, 2, ATTENTION), STANHOP);

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private static void requireRefused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }

  @Test
  void everyTypeHasAGraph() throws IOException {
    assertEquals(List.of(ModelType.values()), CONFIGS.stream().map(ModelConfig::type).toList());
    for (ModelConfig config : CONFIGS) {
      Path file = folder.resolve(config.type() + ".onnx");
      try (Model model = config.create();
          OnnxExport export = OnnxExport.of(config, model, FLOAT)) {
        export.write(file, "test");
      }
      try (OnnxModel opened = OnnxModel.open(file, 1)) {
        assertEquals(config.type().toString(), opened.metadata().get("model"));
        assertEquals(config.type().task().toString(), opened.metadata().get("pipeline_tag"));
        assertFalse(opened.outputs().isEmpty());
      }
    }
  }

  @Test
  void aModelOfAnotherTypeIsRefused() {
    try (Model bert = BERT.create()) {
      requireRefused(
          "the model is a BertForMaskedLM; with model_type opt it can be OPTForCausalLM, OPTModel",
          () -> OnnxExport.of(OPT, bert, FLOAT));
    }
  }

  @Test
  void aGraphWithoutAPlaceForShortcutsRefusesThem() {
    try (Model opt = OPT.create()) {
      requireRefused(
          "graphs of opt have no place for scales of shortcuts, but there are those of [sum]",
          () -> OnnxExport.of(OPT, opt, FLOAT, Map.of("sum", new double[8])));
    }
  }

  @Test
  void onlyDecodersHaveACache() {
    try (Model bert = BERT.create();
        Model net = STANHOP.create()) {
      requireRefused(
          "model_type is bert; only decoders can have a cache: opt, llama, gpt2",
          () -> OnnxExport.cached(BERT, bert, FLOAT));
      requireRefused(
          "model_type is stanhop; only decoders can have a cache: opt, llama, gpt2",
          () -> OnnxExport.cached(STANHOP, net, FLOAT));
    }
  }

  @Test
  void typesWithoutPairsAreRefused() {
    for (ModelConfig config : List.of(LLAMA, STANHOP)) {
      requireRefused(
          "scales cannot be moved in a model of model_type "
              + config.type()
              + "; they can in bert, opt, gpt2, vit",
          () -> MigrationTable.of(config));
    }
    assertFalse(MigrationTable.of(BERT).isEmpty());
  }
}
