package org.outeffhop.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.PassMemory.Purpose;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.MemoryMeter;
import org.outeffhop.tensor.Parameters;

class PassMemoryTest {
  private static final int SAMPLES = 5;
  private static final int LENGTH = 47;

  @BeforeAll
  static void start() {
    Engine.start();
  }

  private static List<ModelConfig> models(AttentionMethod method) {
    AttentionConfig attention = AttentionConfig.opt(method);
    return List.of(
        BertConfig.small(50, 16, 1, 2, 64, attention),
        OptConfig.small(50, 16, 1, 2, 64, attention),
        LlamaConfig.small(50, 16, 1, 2, 1, 64, attention),
        Gpt2Config.small(50, 16, 1, 2, 64, attention),
        VisionTransformerConfig.grey(12, 2, 16, 1, 2, attention),
        StanHopConfig.small(288, 144, attention).withChannels(2).withSize(2, 16, 2));
  }

  /**
   * The polynomial through tiny batches is what a larger one takes, or a little more where an
   * operation goes another way for a few tokens.
   */
  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void tinyBatchesTellWhatALargerOneTakes(AttentionMethod method) {
    for (ModelConfig config : models(method)) {
      for (Purpose purpose : List.of(Purpose.TRAINING, Purpose.DISTILLATION, Purpose.MEASURING)) {
        MemoryMeter.Trace trace;
        try (Model model = config.create(Parameters.unallocated())) {
          trace = PassMemory.trace(model, purpose, SAMPLES, LENGTH);
        }
        double direct =
            PassMemory.FRAGMENTATION * (trace.peak() + purpose.copies * trace.largest());
        double told = new PassMemory(config, LENGTH).bytes(purpose, SAMPLES);
        String name = config.type() + " " + purpose + ": " + direct + " " + told;
        assertTrue(told > 0.97 * direct && told < 1.25 * direct, name);
      }
    }
  }

  /**
   * What autograd holds of an OPT with one block when its scores are there, counted by hand: B L W
   * float32 values (u) each of the embedding with its positions, the first norm, query, key, value,
   * what attention retrieves, the sum, the second norm, four of the activation, the sum, and the
   * last norm: 14 u. Then B (L - 1) W that is predicted from, B (L - 1) V scores, and the ids.
   */
  @Test
  void anOptTakesWhatIsCountedByHand() {
    long batch = 8;
    long length = 40;
    long width = 16;
    long vocabulary = 1000;
    long u = 4 * batch * length * width;
    long ids = 2 * 8 * batch * length + 8 * batch * (length - 1);
    long scores = 4 * batch * (length - 1) * vocabulary;
    long expected = ids + 14 * u + 4 * batch * (length - 1) * width + scores;
    OptConfig config =
        OptConfig.small(1000, 16, 1, 2, 64, AttentionConfig.opt(AttentionMethod.VANILLA));
    double told = new PassMemory(config, 40).bytes(Purpose.TRAINING, batch) / 1.5 - 3 * scores;
    assertEquals(expected, told, 16);
  }

  /** Written out, every score is held several times: H B L^2 float32 values each. */
  @Test
  void attentionThatIsNotFusedGrowsWithTheSquareOfTheLength() {
    AttentionConfig fused = AttentionConfig.opt(AttentionMethod.OUTEFFHOP);
    AttentionConfig written = AttentionConfig.opt(AttentionMethod.CLIPPED);
    double ofFused = bytes(fused, 100_000) / bytes(fused, 50_000);
    double ofWritten = bytes(written, 100_000) / bytes(written, 50_000);
    assertEquals(2, ofFused, 0.01);
    assertEquals(4, ofWritten, 0.05);
    double matrix = 4.0 * 2 * 3 * 100_000.0 * 100_000;
    assertTrue(bytes(written, 100_000) > 2 * matrix, "at least the scores and the probabilities");
  }

  private static double bytes(AttentionConfig attention, int length) {
    OptConfig config = OptConfig.small(50, 16, 1, 2, length, attention);
    return new PassMemory(config, length).bytes(Purpose.TRAINING, 3);
  }
}
