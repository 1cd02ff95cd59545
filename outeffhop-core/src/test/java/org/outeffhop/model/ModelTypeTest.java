package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.files.JsonFile;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.Parameters;

/** What the registry says of every type of model. */
class ModelTypeTest {
  private static final AttentionConfig ATTENTION =
      AttentionConfig.opt(AttentionMethod.GATED_OUTEFFHOP);

  @TempDir private Path folder;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  /** A small config; the compiler asks for one of every new type. */
  private static ModelConfig small(ModelType type) {
    return switch (type) {
      case BERT -> BertConfig.small(20, 8, 2, 2, 9, ATTENTION);
      case OPT -> OptConfig.small(20, 8, 2, 2, 9, ATTENTION);
      case LLAMA -> LlamaConfig.small(20, 8, 2, 2, 1, 9, ATTENTION);
      case GPT2 -> Gpt2Config.small(20, 8, 2, 2, 9, ATTENTION);
      case VIT -> VisionTransformerConfig.grey(4, 2, 8, 2, 2, ATTENTION);
      case STANHOP -> StanHopConfig.small(12, 6, ATTENTION).withSize(2, 8, 2);
    };
  }

  @ParameterizedTest
  @EnumSource(ModelType.class)
  void aConfigIsReadAsItIsWritten(ModelType type) {
    ModelConfig config = small(type);
    Path file = folder.resolve("config.json");
    JsonFile.write(file, config.asMap());
    assertEquals(config, ModelConfig.read(file));
    assertEquals(type, config.type());
    assertEquals(type.toString(), config.asMap().get("model_type"));
    assertEquals(2, config.numHiddenLayers());
    assertEquals(false, config.hasDropout());
  }

  @ParameterizedTest
  @EnumSource(ModelType.class)
  void aMethodIsExchangedAndNothingElse(ModelType type) {
    ModelConfig other = small(type).withMethod(AttentionMethod.ENTMAX);
    assertEquals(AttentionMethod.ENTMAX, other.attention().method());
    assertEquals(small(type).withMethod(AttentionMethod.GATED_OUTEFFHOP).type(), other.type());
    assertEquals(
        small(type).withMethod(AttentionMethod.CLIPPED), other.withMethod(AttentionMethod.CLIPPED));
  }

  @ParameterizedTest
  @EnumSource(ModelType.class)
  void aModelHasTheClassAndTheNamesOfItsType(ModelType type) {
    ModelNames names = type.names();
    try (Model model = small(type).create();
        Model empty = small(type).create(Parameters.unallocated())) {
      assertEquals(names.architectures().get(0), model.architecture());
      Set<String> parameters = model.parameters().asMap().keySet();
      assertEquals(parameters, empty.parameters().asMap().keySet());
      assertEquals(
          parameters.stream().toList(),
          parameters.stream().map(names.spellings().get(0)::inFile).toList(),
          "the first spelling is the model's own");
      assertTrue(model.outlierProbePoints().size() >= 2 * 2, "two points a layer");
    }
  }

  @ParameterizedTest
  @EnumSource(ModelType.class)
  void aModelWithoutItsHeadIsItsTypesOrAnError(ModelType type) {
    ModelConfig config = small(type);
    if (type.names().headless().isEmpty()) {
      assertEquals(
          "model_type is " + type + ", which has no class without a head; it can be bert, vit",
          assertThrows(
                  IllegalArgumentException.class, () -> config.createHeadless(new Parameters()))
              .getMessage());
      return;
    }
    try (Model model = config.createHeadless(new Parameters())) {
      assertEquals(type.names().headless(), model.architecture());
      assertTrue(
          model.parameters().asMap().keySet().stream()
              .noneMatch(name -> name.startsWith(type.names().head())));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bert, fill-mask, text, WORD_PIECES, false",
    "opt, text-generation, text, BYTE_PAIRS, true",
    "llama, text-generation, text, BYTE_PAIRS, true",
    "gpt2, text-generation, text, BYTE_PAIRS, true",
    "vit, image-classification, images, NONE, false",
    "stanhop, time-series-forecasting, series, NONE, false"
  })
  void whatEachTypeIsFor(
      String name, String task, String data, Subwords subwords, boolean isCausal) {
    ModelType type = ModelType.of(name);
    assertEquals(task, type.task().toString());
    assertEquals(data, type.data().toString());
    assertEquals(subwords, type.subwords());
    assertEquals(isCausal, type.isCausal());
  }

  @Test
  void anUnknownNameIsToldTheChoices() {
    assertEquals(
        "model is 'mamba'; it can be bert, opt, llama, gpt2, vit, stanhop",
        assertThrows(IllegalArgumentException.class, () -> ModelType.of("mamba")).getMessage());
    assertEquals("bert, opt, llama, gpt2", ModelType.list(type -> type.data() == DataKind.TEXT));
  }
}
