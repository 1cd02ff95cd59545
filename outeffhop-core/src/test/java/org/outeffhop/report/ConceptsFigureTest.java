package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** The figure of docs/concepts.md is what the formula says, and the formula what Softmax1 does. */
class ConceptsFigureTest {
  private static final Path FIGURE = Path.of("..", "docs", "concepts.svg");
  private static final double LOWEST = -10;
  private static final int STEPS = 80;

  /** sum_mu p_mu of M equal scores z. */
  private static double handedOut(int patterns, double score) {
    double sum = patterns * StrictMath.exp(score);
    return sum / (1 + sum);
  }

  private static double score(int step) {
    return LOWEST + step / 4.0;
  }

  private static Chart figure() {
    List<Double> scores = new ArrayList<>();
    for (int step = 0; step <= STEPS; step++) {
      scores.add(score(step));
    }
    List<Series> series = new ArrayList<>();
    series.add(Series.dashed("softmax, any M", scores, Collections.nCopies(scores.size(), 1.0)));
    for (int patterns : new int[] {128, 16, 1}) {
      series.add(
          Series.dashed(
              "Softmax1, M = " + patterns,
              scores,
              scores.stream().map(score -> handedOut(patterns, score)).toList()));
    }
    return new Chart(
        "What a head hands out when nothing stands out",
        "M keys of one and the same score z; what is missing to 1 is the no-op mass",
        Axis.linear("score z").between(LOWEST, score(STEPS)),
        Axis.linear("weight on all keys together").between(0, 1.1),
        series);
  }

  @Test
  void theFigureIsDrawnFromTheFormula() throws IOException {
    String drawn = SvgChart.of(figure());
    Path now = Path.of("target", "concepts.svg");
    Files.writeString(now, drawn);
    assertEquals(
        drawn, Files.readString(FIGURE), FIGURE + " is not " + now + "; if that is right, copy it");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 128})
  void softmax1HandsOutWhatTheFormulaSays(int patterns) {
    try (TensorScope scope = TensorScope.open()) {
      for (int step = 0; step <= STEPS; step++) {
        Tensor scores =
            torch
                .full(new long[] {1, patterns}, Tensors.scalar(score(step)))
                .to(torch.ScalarType.Double);
        double sum = Tensors.item(new Softmax1().apply(scores).sum());
        assertEquals(handedOut(patterns, score(step)), sum, 1e-12, "score " + score(step));
      }
    }
  }
}
