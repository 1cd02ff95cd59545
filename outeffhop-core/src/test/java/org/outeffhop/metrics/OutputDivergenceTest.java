package org.outeffhop.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class OutputDivergenceTest {
  private static final int PLACES = 300;
  private static final int CLASSES = 40_000;

  /** Twelve million scores are taken in parts; with two values a row the divergence is known. */
  @Test
  void manyScoresAreTakenInParts() {
    float[] student = new float[PLACES * CLASSES];
    float[] teacher = new float[PLACES * CLASSES];
    double expected = 0;
    for (int place = 0; place < PLACES; place++) {
      float high = place / 50f;
      student[place * CLASSES] = high;
      teacher[place * CLASSES + place % 2] = 10;
      expected += divergence(high, place % 2 == 0) / PLACES;
    }
    try (TensorScope scope = TensorScope.open()) {
      Tensor output = Tensors.of(student, 3, PLACES / 3, CLASSES);
      Tensor target = Tensors.of(teacher, 3, PLACES / 3, CLASSES);
      OutputDivergence metric = new OutputDivergence();
      metric.update(new Prediction(output, target));
      Quality quality = metric.compute();
      assertEquals(expected, quality.value(), 1e-4 * expected);
      assertEquals(50, quality.others().get("agreement"), 1e-9);
    }
  }

  /** The student's first score is high and its others are 0; the teacher has one 10. */
  private static double divergence(double high, boolean atFirst) {
    double teachers = Math.log(Math.exp(10) + CLASSES - 1);
    double students = Math.log(Math.exp(high) + CLASSES - 1);
    double sum = 0;
    double atTen = Math.exp(10 - teachers);
    double elsewhere = Math.exp(-teachers);
    sum += atTen * (10 - teachers - ((atFirst ? high : 0) - students));
    sum += elsewhere * (atFirst ? 0 : -teachers - (high - students));
    sum += elsewhere * (CLASSES - (atFirst ? 1 : 2)) * (-teachers + students);
    return sum;
  }
}
