package org.outeffhop.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.GateKind;
import org.outeffhop.model.Bert;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.Gpt2;
import org.outeffhop.model.Gpt2Config;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.Llama;
import org.outeffhop.model.LlamaConfig;
import org.outeffhop.model.Opt;
import org.outeffhop.model.OptConfig;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.model.VisionTransformerEncoder;
import org.outeffhop.nn.Activation;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.quantization.migration.MigrationTable;
import org.outeffhop.quantization.migration.ScaleMigration;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.runtime.OnnxOutput;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Randomised;

/** What ONNX Runtime computes with an exported graph is what libtorch computes with the model. */
class OnnxParityTest {
  private static final double TOLERANCE = 1e-4;
  private static final Precision FLOAT = new Precision.Float32();
  private static final int[] IDS = {5, 6, 7, 0, 0, 3, 1, 2, 4, 8, 9, 1, 1, 0, 0};
  private static final int[] LEFT_PADDED = {0, 5, 6, 7, 9, 3, 1, 2, 4, 8, 0, 0, 0, 1, 2};
  private static final int[] TYPES = {0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 0, 0};

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
  @EnumSource(AttentionMethod.class)
  void bert(AttentionMethod method) throws IOException {
    BertConfig config = BertConfig.small(20, 16, 2, 2, 9, AttentionConfig.bert(method));
    try (Bert model = new Bert(config)) {
      requireAgreement(config, model, IDS, 20);
    }
  }

  /** A gamma of -0.2 and an eta of 1.9 clip weights at both ends. */
  @Test
  void clippedWithEta() throws IOException {
    AttentionConfig attention =
        new AttentionConfig(AttentionMethod.CLIPPED_OUTEFFHOP, -0.2, GateKind.PER_TOKEN_MLP, 0)
            .withEta(1.9);
    BertConfig config = BertConfig.small(20, 16, 2, 2, 9, attention);
    try (Bert model = new Bert(config)) {
      requireAgreement(config, model, IDS, 20);
    }
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void opt(AttentionMethod method) throws IOException {
    OptConfig config = OptConfig.small(20, 16, 2, 2, 9, AttentionConfig.opt(method));
    try (Opt model = new Opt(config)) {
      requireAgreement(config, model, LEFT_PADDED, 20);
    }
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void gpt2(AttentionMethod method) throws IOException {
    Gpt2Config config = Gpt2Config.small(20, 16, 2, 2, 9, AttentionConfig.opt(method));
    try (Gpt2 model = new Gpt2(config)) {
      requireAgreement(config, model, LEFT_PADDED, 20);
    }
  }

  /** Two heads share a key and value head. */
  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void llama(AttentionMethod method) throws IOException {
    LlamaConfig config = LlamaConfig.small(20, 16, 2, 4, 2, 9, AttentionConfig.opt(method));
    try (Llama model = new Llama(config)) {
      requireAgreement(config, model, IDS, 20);
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void bertEncoder(Activation activation) throws IOException {
    BertConfig config =
        new BertConfig(
            20,
            16,
            2,
            4,
            24,
            9,
            2,
            activation,
            0.1,
            0.1,
            1e-12,
            0.02,
            true,
            AttentionConfig.bert(AttentionMethod.OUTEFFHOP));
    try (BertEncoder model = new BertEncoder(config)) {
      requireAgreement(config, model, IDS, 16);
    }
  }

  /** Scales that leave the norms of a post-norm model multiply its shortcuts. */
  @Test
  void bertWithMovedScalesComputesWhatItDid() throws IOException {
    BertConfig config =
        BertConfig.small(20, 16, 2, 2, 9, AttentionConfig.bert(AttentionMethod.OUTEFFHOP));
    try (BertEncoder model = new BertEncoder(config)) {
      Randomised.parameters(model.parameters());
      Tensor ids = Tensors.ofIndices(IDS, 3, 5);
      Tensor before = model.hiddenStates(TokenBatch.of(ids), ForwardContext.EVALUATION);
      ScaleMigration migration = new ScaleMigration(model.parameters());
      for (MigrationPair pair : MigrationTable.of(config)) {
        double[] scales = new double[Math.toIntExact(pair.channels())];
        Arrays.setAll(scales, channel -> 0.5 + channel % 7);
        migration.move(pair, scales);
      }
      try (OnnxExport export = OnnxExport.of(config, model, FLOAT, migration.shortcuts())) {
        long[] ones = new long[IDS.length];
        Arrays.fill(ones, 1);
        Map<String, OnnxInput> inputs =
            Map.of(
                "input_ids", TorchValues.input(ids),
                "attention_mask", OnnxInput.of(ones, 3, 5),
                "token_type_ids", OnnxInput.of(new long[IDS.length], 3, 5));
        requireClose(before, run(export, inputs), null);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(GateKind.class)
  void gatesOfEveryKind(GateKind gate) throws IOException {
    AttentionConfig attention = new AttentionConfig(AttentionMethod.GATED, -0.025, gate, 0.5);
    BertConfig config = BertConfig.small(20, 16, 1, 2, 9, attention);
    try (Bert model = new Bert(config)) {
      requireAgreement(config, model, IDS, 20);
    }
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void visionTransformer(AttentionMethod method) throws IOException {
    VisionTransformerConfig config =
        VisionTransformerConfig.grey(8, 4, 16, 2, 2, AttentionConfig.bert(method))
            .withRegisterTokens(method.hasSink() ? 2 : 0);
    try (VisionTransformer model = new VisionTransformer(config)) {
      Randomised.parameters(model.parameters());
      Tensor images = Tensors.empty(ScalarType.Float, 3, 1, 8, 8).normal_(0, 1, null);
      try (OnnxExport export = OnnxExport.of(config, model, FLOAT)) {
        requireClose(
            model.logits(images, ForwardContext.EVALUATION),
            run(export, Map.of("pixel_values", TorchValues.input(images))),
            null);
      }
    }
  }

  @Test
  void visionTransformerEncoder() throws IOException {
    VisionTransformerConfig config =
        VisionTransformerConfig.grey(8, 4, 16, 1, 2, AttentionConfig.bert(AttentionMethod.VANILLA))
            .withRegisterTokens(1);
    try (VisionTransformerEncoder model = new VisionTransformerEncoder(config)) {
      Randomised.parameters(model.parameters());
      Tensor images = Tensors.empty(ScalarType.Float, 2, 1, 8, 8).normal_(0, 1, null);
      try (OnnxExport export = OnnxExport.of(config, model, FLOAT)) {
        requireClose(
            model.hiddenStates(images, ForwardContext.EVALUATION),
            run(export, Map.of("pixel_values", TorchValues.input(images))),
            null);
      }
    }
  }

  /** Contexts and segments that fill nothing evenly, and segments that are merged. */
  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void stanHopNet(AttentionMethod method) throws IOException {
    requireAgreement(
        StanHopConfig.small(16, 7, AttentionConfig.opt(method))
            .withChannels(3)
            .withPatches(3, 4, 3)
            .withSize(2, 8, 2)
            .withDropout(0.2));
  }

  /** One step from a context of one step, of a segment, and of a little more. */
  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void stanHopNetOfOneStep(AttentionMethod method) throws IOException {
    for (int context : new int[] {1, 6, 7}) {
      requireAgreement(
          StanHopConfig.small(context, 1, AttentionConfig.opt(method))
              .withPatches(6, 2, 3)
              .withSize(1, 8, 2));
    }
  }

  private void requireAgreement(StanHopConfig config) throws IOException {
    try (StanHopNet model = new StanHopNet(config)) {
      Randomised.parameters(model.parameters());
      Tensor past =
          Tensors.empty(ScalarType.Float, 2, config.contextLength(), config.numInputChannels())
              .normal_(0, 1, null);
      try (OnnxExport export = OnnxExport.of(config, model, FLOAT)) {
        requireClose(
            model.forecast(past, ForwardContext.EVALUATION),
            run(export, Map.of("past_values", TorchValues.input(past))),
            null);
      }
    }
  }

  private void requireAgreement(LanguageModelConfig config, TokenModel model, int[] ids, long width)
      throws IOException {
    Randomised.parameters(model.parameters());
    Tensor tokens = Tensors.ofIndices(ids, 3, 5);
    Tensor visible = tokens.ne(Tensors.scalar(0));
    Map<String, OnnxInput> inputs = new LinkedHashMap<>();
    inputs.put("input_ids", TorchValues.input(tokens));
    inputs.put("attention_mask", TorchValues.input(visible));
    Tensor types = Tensors.ofIndices(TYPES, 3, 5);
    if (config instanceof BertConfig) {
      inputs.put("token_type_ids", TorchValues.input(types));
    }
    TokenBatch batch = new TokenBatch(tokens, config instanceof BertConfig ? types : null, visible);
    Tensor expected =
        model instanceof org.outeffhop.model.LanguageModel language
            ? language.logits(batch, ForwardContext.EVALUATION)
            : model.hiddenStates(batch, ForwardContext.EVALUATION);
    try (OnnxExport export = OnnxExport.of(config, model, FLOAT)) {
      OnnxOutput output = run(export, inputs);
      assertArrayEquals(new long[] {3, 5, width}, output.shape());
      requireClose(expected, output, Tensors.toLongs(visible));
    }
  }

  private OnnxOutput run(OnnxExport export, Map<String, OnnxInput> inputs) throws IOException {
    Path file = folder.resolve("model.onnx");
    export.write(file, "test");
    try (OnnxModel model = OnnxModel.open(file, 1)) {
      OnnxOutput output = model.run(inputs);
      Tensor tensor = TorchValues.run(model, inputs);
      assertArrayEquals(output.shape(), Tensors.shape(tensor));
      assertArrayEquals(output.values(), Tensors.toFloats(tensor));
      return output;
    }
  }

  /** Over the places that are not padding. */
  private static void requireClose(Tensor expected, OnnxOutput output, long[] visible) {
    assertArrayEquals(Tensors.shape(expected), output.shape());
    float[] values = Tensors.toFloats(expected);
    int width = (int) output.shape()[output.shape().length - 1];
    double largest = 0;
    double size = 0;
    for (int i = 0; i < values.length; i++) {
      if (visible == null || visible[i / width] == 1) {
        double difference = Math.abs(values[i] - output.values()[i]);
        largest = Double.isNaN(difference) ? Double.MAX_VALUE : Math.max(largest, difference);
        size = Math.max(size, Math.abs(values[i]));
      }
    }
    assertTrue(size > 0.1, "the largest output is " + size);
    assertTrue(largest < TOLERANCE, "the largest difference is " + largest + " of " + size);
  }
}
