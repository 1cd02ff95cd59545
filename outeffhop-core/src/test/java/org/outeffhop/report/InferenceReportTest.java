package org.outeffhop.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outeffhop.inference.result.InferenceResult;
import org.outeffhop.inference.result.InferenceResult.Embedded;

class InferenceReportTest {
  /** Of (1, 2) and (3, -1); distances are negative, so that more is more alike. */
  @ParameterizedTest
  @CsvSource({
    "cosine, 0.1414, 1.0000, 1.0000",
    "dot, 1.0000, 5.0000, 10.0000",
    "euclidean, -3.6056, 0.0000, 0.0000",
    "manhattan, -5.0000, 0.0000, 0.0000",
  })
  void embeddingsAreComparedAsTheModelSays(
      String similarity, String each, String first, String second) {
    List<Embedded> embedded =
        List.of(new Embedded("a", List.of(1.0, 2.0)), new Embedded("b", List.of(3.0, -1.0)));
    InferenceResult result =
        new InferenceResult("m", "bert", "vanilla", "fp32", "cls", similarity, embedded);
    List<List<String>> cells =
        new InferenceReport(result, 80)
            .similarities(embedded)
            .strip()
            .lines()
            .map(line -> List.of(line.strip().split(" +")))
            .toList();
    assertEquals(List.of(similarity, "1", "2"), cells.get(0));
    assertEquals(List.of("1", first, each), cells.get(2));
    assertEquals(List.of("2", each, second), cells.get(3));
  }
}
