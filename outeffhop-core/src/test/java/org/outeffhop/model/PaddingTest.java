package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.testing.Randomised;

/** A sequence means the same alone and filled up in a batch. */
class PaddingTest {
  private static final int[] SHORT = {5, 6, 7};
  private static final int[] LONG = {1, 2, 3, 4, 8};

  private static LanguageModel bert(AttentionMethod method) {
    return new Bert(BertConfig.small(20, 16, 2, 2, 9, AttentionConfig.bert(method)));
  }

  private static LanguageModel opt(AttentionMethod method) {
    return new Opt(OptConfig.small(20, 16, 2, 2, 9, AttentionConfig.opt(method)));
  }

  private static LanguageModel llama(AttentionMethod method) {
    return new Llama(LlamaConfig.small(20, 16, 2, 2, 1, 9, AttentionConfig.opt(method)));
  }

  private static LanguageModel gpt2(AttentionMethod method) {
    return new Gpt2(Gpt2Config.small(20, 16, 2, 2, 9, AttentionConfig.opt(method)));
  }

  private static void requireAgreement(LanguageModel model, int[] shortRow, int begin) {
    int[] ids = new int[2 * LONG.length];
    System.arraycopy(shortRow, 0, ids, begin, shortRow.length);
    System.arraycopy(LONG, 0, ids, LONG.length, LONG.length);
    try (TensorScope scope = TensorScope.open()) {
      Randomised.parameters(model.parameters());
      Tensor batch = Tensors.ofIndices(ids, 2, LONG.length);
      Tensor both =
          model.logits(
              TokenBatch.padded(batch, batch.ne(new Scalar(0))), ForwardContext.EVALUATION);
      Tensor alone =
          model.logits(Tensors.ofIndices(shortRow, 1, shortRow.length), ForwardContext.EVALUATION);
      Tensor within = both.narrow(0, 0, 1).narrow(1, begin, shortRow.length);
      assertTrue(Tensors.relativeDifference(within, alone) < 1e-5, "the short sequence");
      Tensor whole =
          model.logits(Tensors.ofIndices(LONG, 1, LONG.length), ForwardContext.EVALUATION);
      assertTrue(Tensors.relativeDifference(both.narrow(0, 1, 1), whole) < 1e-5, "the long one");
    }
  }

  /** A gate averaged over all tokens would see the padding; no model's default is such a one. */
  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void paddingBehindAndInFront(AttentionMethod method) {
    Engine.seed(1);
    try (LanguageModel bert = bert(method);
        LanguageModel gpt2 = gpt2(method);
        LanguageModel llama = llama(method);
        LanguageModel opt = opt(method)) {
      requireAgreement(bert, SHORT, 0);
      requireAgreement(gpt2, SHORT, 0);
      requireAgreement(llama, SHORT, 0);
      requireAgreement(llama, SHORT, 2);
      requireAgreement(opt, SHORT, 0);
      requireAgreement(opt, SHORT, 2);
    }
  }

  @Test
  void theLossOfAPaddedBatchIsThatOfItsTokens() {
    Engine.seed(1);
    try (TensorScope scope = TensorScope.open();
        LanguageModel model = opt(AttentionMethod.OUTEFFHOP)) {
      Tensor ids = Tensors.ofIndices(new int[] {5, 6, 7, 0, 0}, 1, 5);
      Tensor labels = Tensors.ofIndices(new int[] {5, 6, 7, -100, -100}, 1, 5);
      Tensor alone = Tensors.ofIndices(SHORT, 1, 3);
      TokenBatch batch = TokenBatch.padded(ids, ids.ne(new Scalar(0)));
      assertEquals(
          Tensors.item(model.loss(alone, alone, ForwardContext.EVALUATION)),
          Tensors.item(model.loss(batch, labels, ForwardContext.EVALUATION)),
          1e-6);
    }
  }

  @Test
  void aMaskOfAnotherShapeIsNamed() {
    Engine.start();
    try (TensorScope scope = TensorScope.open()) {
      Tensor ids = Tensors.ofIndices(SHORT, 1, 3);
      Tensor mask = Tensors.ofIndices(LONG, 1, 5).ne(new Scalar(0));
      assertEquals(
          "the mask has shape [1, 5] and the input ids [1, 3]; both take [sequences, tokens]",
          assertThrows(IllegalArgumentException.class, () -> TokenBatch.padded(ids, mask))
              .getMessage());
    }
  }
}
