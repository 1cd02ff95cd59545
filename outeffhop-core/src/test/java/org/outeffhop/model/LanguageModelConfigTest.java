package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.GateKind;
import org.outeffhop.nn.Activation;

class LanguageModelConfigTest {
  private static final String BERT =
      "{'model_type': 'bert', 'vocab_size': 30522, 'hidden_size': 768, 'num_hidden_layers': 12,"
          + " 'num_attention_heads': 12, 'intermediate_size': 3072, 'max_position_embeddings': 512";

  @TempDir private Path folder;

  private ModelConfig read(String json) throws IOException {
    return ModelConfig.read(ConfigFiles.write(folder, json));
  }

  /** 4 * 1,073,741,823 is -4 in 32 bits. */
  @Test
  void aWidthWhosePerceptronsWouldOverflowIsNamed() {
    AttentionConfig attention = AttentionConfig.bert(AttentionMethod.VANILLA);
    String refusal =
        "hidden_size is 1073741823; it must be at most 536870911, since the perceptrons' hidden layer is 4 times as wide";
    for (Executable config :
        List.<Executable>of(
            () -> OptConfig.small(50, 1_073_741_823, 2, 1, 12, attention),
            () -> BertConfig.small(50, 1_073_741_823, 2, 1, 12, attention),
            () -> VisionTransformerConfig.grey(8, 2, 1_073_741_823, 2, 1, attention))) {
      assertEquals(refusal, assertThrows(IllegalArgumentException.class, config).getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void whatIsWrittenIsRead(AttentionMethod method) throws IOException {
    AttentionConfig attention =
        new AttentionConfig(
                method,
                method == AttentionMethod.CLIPPED ? -0.03 : -0.025,
                method == AttentionMethod.GATED ? GateKind.ALL_FEATURES : GateKind.PER_TOKEN,
                AttentionConfig.LOGIT_OF_A_QUARTER)
            .withEta(method == AttentionMethod.CLIPPED_OUTEFFHOP ? 1.1 : 1);
    OptConfig preNorm = OptConfig.small(50, 16, 2, 2, 12, attention);
    OptConfig other =
        new OptConfig(
            50,
            16,
            8,
            2,
            2,
            30,
            12,
            Activation.SILU,
            false,
            0.1,
            0.2,
            0.01,
            false,
            false,
            false,
            true,
            attention);
    for (LanguageModelConfig config : List.of(preNorm, other)) {
      assertEquals(config, read(new ObjectMapper().writeValueAsString(config.asMap())));
    }
    BertConfig bert = BertConfig.base(AttentionConfig.bert(method));
    assertEquals(bert, read(new ObjectMapper().writeValueAsString(bert.asMap())));
  }

  @Test
  void aFileOfHuggingFacesIsOfVanillaAttention() throws IOException {
    assertEquals(
        BertConfig.base(AttentionConfig.bert(AttentionMethod.VANILLA)),
        read(BERT + ", 'hidden_act': 'gelu', 'pad_token_id': 0, 'layer_norm_eps': 1e-12}"));
  }

  @Test
  void aFolderThatDoesNotSayEtaHasOne() throws IOException {
    String clipped = BERT + ", 'attention_method': 'clipped-outeffhop'";
    assertEquals(1, read(clipped + ", 'attention_gamma': -0.025}").attention().eta());
    AttentionConfig authors = read(clipped + ", 'attention_eta': 1.1}").attention();
    assertEquals(1.1, authors.eta());
    assertEquals(-0.025, authors.gamma());
  }

  /** In the paper's scripts eta 1.1 is clipped OutEffHop's alone. */
  @Test
  void clippedSoftmaxDoesNotTakeOverEta() {
    BertConfig authors =
        BertConfig.base(AttentionConfig.bert(AttentionMethod.VANILLA).withEta(1.1));
    assertEquals(1.1, authors.withMethod(AttentionMethod.CLIPPED_OUTEFFHOP).attention().eta());
    assertEquals(1, authors.withMethod(AttentionMethod.CLIPPED).attention().eta());
    assertEquals(
        1.1,
        authors
            .withMethod(AttentionMethod.OUTEFFHOP)
            .withMethod(AttentionMethod.CLIPPED_OUTEFFHOP)
            .attention()
            .eta());
  }

  @Test
  void theMethodCanBeGivenWhereTheFileDoesNotSayIt() throws IOException {
    Path file = ConfigFiles.write(folder, BERT + "}");
    assertEquals(
        AttentionMethod.OUTEFFHOP,
        ModelConfig.read(file, Optional.of(AttentionMethod.OUTEFFHOP)).attention().method());
    Path says = ConfigFiles.write(folder, BERT + ", 'attention_method': 'gated'}");
    assertEquals(
        says + ": attention_method is \"gated\"; but outeffhop was asked for; leave that out",
        assertThrows(
                IllegalArgumentException.class,
                () -> ModelConfig.read(says, Optional.of(AttentionMethod.OUTEFFHOP)))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'hidden_act': 'mish' | hidden_act is \"mish\"; it can be gelu, gelu_new, gelu_pytorch_tanh, relu, silu, swish",
        "'layer_norm_eps': '1e-12' | layer_norm_eps is \"1e-12\"; it must be a number",
        "'layer_norm_eps': 0 | layer_norm_eps is 0.0; it must be positive and finite",
        "'tie_word_embeddings': 1 | tie_word_embeddings is 1; it must be true or false",
        "'type_vocab_size': 2.5 | type_vocab_size is 2.5; it must be a whole number from 1 to 2147483647",
        "'type_vocab_size': 99999999999 | type_vocab_size is 99999999999; it must be a whole number from 1 to 2147483647",
        "'attention_method': 'softmax1' | attention_method is \"softmax1\"; attention is 'softmax1'; it can be vanilla, outeffhop, clipped, gated, clipped-outeffhop, gated-outeffhop, learned-sink, sparsemax, entmax",
        "'attention_method': 'gated', 'attention_gate': 'x' | attention_gate is \"x\"; it can be one of [unconditional, per_token, per_token_mlp, per_head, all_features]",
        "'attention_gamma': 0.1 | attention_gamma is 0.1; it must be at most 0, and finite",
        "'attention_method': 'clipped', 'attention_eta': 0.9 | attention_eta is 0.9; it must be at least 1, and finite",
        "'position_embedding_type': 'relative_key' | position_embedding_type is \"relative_key\"; only \"absolute\" is supported",
        "'is_decoder': true | is_decoder is true; only false is supported",
      })
  void aWrongFieldIsNamedWithItsFileItsValueAndWhatWouldBeRight(String field, String message)
      throws IOException {
    requireRefused(BERT + ", " + field + "}", ": " + message);
  }

  @Test
  void aFileThatIsNoneIsNamed() throws IOException {
    requireRefused(
        "{'model_type': 'bert'}",
        ": vocab_size is missing; it must be a whole number from 1 to 2147483647");
    requireRefused(
        "{'model_type': 'gpt_neo'}",
        ": model_type is \"gpt_neo\"; it can be bert, opt, llama, gpt2, vit, stanhop");
    requireRefused("{}", ": model_type is missing; it can be bert, opt, llama, gpt2, vit, stanhop");
    requireRefused("[1]", " is not a JSON object");
    requireRefused(
        "", " is empty, as a full disk or a crash leaves files; it must hold a JSON object");
    requireRefused("{'a': 1, 'a': 2}", " is not JSON: Duplicate field 'a', line 1");
    requireRefused(
        BERT.replace("'num_attention_heads': 12", "'num_attention_heads': 7") + "}",
        ": hidden_size is 768 and num_attention_heads 7; the heads must divide the width");
  }

  private void requireRefused(String json, String message) throws IOException {
    Path file = ConfigFiles.write(folder, json);
    assertEquals(
        file + message,
        assertThrows(IllegalArgumentException.class, () -> ModelConfig.read(file)).getMessage());
  }
}
