package org.outeffhop.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.Gpt2Config;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.LlamaConfig;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.runtime.OnnxDecoder;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Randomised;

/** Decoders on ONNX Runtime's fused attention, whole and token by token, against libtorch. */
class CachedDecoderTest {
  private static final double TOLERANCE = 1e-4;
  private static final int VOCABULARY = 20;

  /** Padding, 0, is behind. */
  private static final int[] IDS = {5, 6, 7, 0, 0, 3, 1, 2, 4, 8, 9, 1, 1, 0, 0};

  @TempDir private Path folder;
  private TensorScope scope;

  @BeforeEach
  void open() {
    Engine.seed(1);
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"VANILLA", "OUTEFFHOP", "LEARNED_SINK"})
  void opt(AttentionMethod method) throws IOException {
    requireAgreement(OptConfig.small(VOCABULARY, 16, 2, 2, 9, AttentionConfig.opt(method)));
  }

  @ParameterizedTest
  @EnumSource(names = {"VANILLA", "OUTEFFHOP", "LEARNED_SINK"})
  void gpt2(AttentionMethod method) throws IOException {
    requireAgreement(Gpt2Config.small(VOCABULARY, 16, 2, 2, 9, AttentionConfig.opt(method)));
  }

  /** Two heads share a key and value head. */
  @ParameterizedTest
  @EnumSource(names = {"VANILLA", "OUTEFFHOP", "LEARNED_SINK"})
  void llama(AttentionMethod method) throws IOException {
    requireAgreement(LlamaConfig.small(VOCABULARY, 32, 2, 4, 2, 9, AttentionConfig.opt(method)));
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"VANILLA", "OUTEFFHOP", "LEARNED_SINK"})
  void otherMethodsAreRefused(AttentionMethod method) {
    OptConfig config = OptConfig.small(VOCABULARY, 16, 1, 2, 9, AttentionConfig.opt(method));
    try (LanguageModel model = config.create()) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> OnnxExport.cached(config, model, new Precision.Float32()));
      assertEquals(
          "attention is "
              + method
              + "; ONNX Runtime's fused attention has vanilla, outeffhop, learned-sink",
          e.getMessage());
    }
  }

  @Test
  void headsOfOtherSizesAreRefused() {
    OptConfig config =
        OptConfig.small(VOCABULARY, 24, 1, 2, 9, AttentionConfig.opt(AttentionMethod.OUTEFFHOP));
    try (LanguageModel model = config.create()) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> OnnxExport.cached(config, model, new Precision.Float32()));
      assertEquals(
          "heads are of size 12; ONNX Runtime's fused attention takes multiples of 8",
          e.getMessage());
    }
  }

  @Test
  void bertIsRefused() {
    BertConfig config =
        BertConfig.small(VOCABULARY, 16, 1, 2, 9, AttentionConfig.bert(AttentionMethod.OUTEFFHOP));
    try (LanguageModel model = config.create()) {
      assertThrows(
          IllegalArgumentException.class,
          () -> OnnxExport.cached(config, model, new Precision.Float32()));
    }
  }

  private void requireAgreement(LanguageModelConfig config) throws IOException {
    try (LanguageModel model = config.create()) {
      Randomised.parameters(model.parameters());
      Path file = folder.resolve("model.onnx");
      try (OnnxExport export = OnnxExport.cached(config, model, new Precision.Float32())) {
        export.write(file, "test");
      }
      try (OnnxModel exported = OnnxModel.open(file, 1)) {
        assertTrue(FusionAudit.of(file).after().containsKey("com.microsoft.GroupQueryAttention"));
        requireWhole(model, exported);
        requireStepByStep(model, exported);
      }
    }
  }

  @Test
  void paddingInFrontIsRefused() throws IOException {
    OptConfig config =
        OptConfig.small(VOCABULARY, 16, 1, 2, 9, AttentionConfig.opt(AttentionMethod.OUTEFFHOP));
    Path file = folder.resolve("model.onnx");
    try (LanguageModel model = config.create();
        OnnxExport export = OnnxExport.cached(config, model, new Precision.Float32())) {
      export.write(file, "test");
    }
    try (OnnxModel exported = OnnxModel.open(file, 1)) {
      Map<String, OnnxInput> inputs = new LinkedHashMap<>(exported.emptyPast(2));
      inputs.put("input_ids", OnnxInput.of(new long[] {5, 6, 7, 1, 2, 3}, 2, 3));
      inputs.put("attention_mask", OnnxInput.of(new long[] {1, 1, 0, 0, 1, 1}, 2, 3));
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> exported.run(inputs));
      assertEquals(
          "attention_mask of sequence 1 is 0 at place 0 and 1 at place 1; fused attention takes padding behind a sequence only",
          e.getMessage());
    }
  }

  private void requireWhole(LanguageModel model, OnnxModel exported) {
    Tensor ids = Tensors.ofIndices(IDS, 3, 5);
    Tensor visible = ids.ne(Tensors.scalar(0));
    Map<String, OnnxInput> inputs = new LinkedHashMap<>();
    inputs.put("input_ids", TorchValues.input(ids));
    inputs.put("attention_mask", TorchValues.input(visible));
    inputs.putAll(exported.emptyPast(3));
    requireClose(
        model.logits(TokenBatch.padded(ids, visible), ForwardContext.EVALUATION),
        exported.run(inputs).values(),
        Tensors.toLongs(visible));
  }

  /** Two tokens, three more, and then one after the other. */
  private void requireStepByStep(LanguageModel model, OnnxModel exported) {
    int[] ids = Arrays.copyOfRange(IDS, 5, 13);
    Tensor expected =
        model.logits(Tensors.ofIndices(ids, 1, ids.length), ForwardContext.EVALUATION);
    try (OnnxDecoder decoder = exported.decoder()) {
      int seen = 0;
      for (int count : new int[] {2, 3, 1, 1, 1}) {
        long[] next = Arrays.stream(ids, seen, seen + count).asLongStream().toArray();
        seen += count;
        float[] scores = decoder.next(next);
        assertEquals(seen, decoder.seen());
        requireClose(expected.select(1, seen - 1), scores, null);
      }
    }
  }

  private static void requireClose(Tensor expected, float[] actual, long[] visible) {
    float[] values = Tensors.toFloats(expected);
    assertEquals(values.length, actual.length);
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      if (visible == null || visible[i / VOCABULARY] == 1) {
        largest = Math.max(largest, Math.abs(values[i] - actual[i]));
      }
    }
    assertTrue(largest < TOLERANCE, "the largest difference is " + largest);
  }
}
