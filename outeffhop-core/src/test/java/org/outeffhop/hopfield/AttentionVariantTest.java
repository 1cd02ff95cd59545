package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionVariantTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "norm-z-score:3",
        "norm-z-score:0.25",
        "similarity-threshold:dot-product:-1.5",
        "similarity-threshold:cosine:0.0001",
        "top-k:euclidean:8",
        "percentile:cosine:50"
      })
  void aClassifiersNameIsRead(String name) {
    assertEquals(name, NoOpClassifier.of(name).toString());
  }

  @Test
  void namesAreThoseOfTheRecords() {
    assertEquals(
        new NoOpClassifier.TopK(Similarity.DOT_PRODUCT, 8),
        NoOpClassifier.of("top-k:dot-product:8"));
    assertEquals(new NoOpClassifier.NormZScore(3), NoOpClassifier.of("norm-z-score:3.0"));
    assertEquals(
        new NoOpClassifier.SimilarityThreshold(Similarity.COSINE, 0.2),
        NoOpClassifier.of("similarity-threshold:cosine:2e-1"));
    assertEquals(
        new NoOpClassifier.Percentile(Similarity.EUCLIDEAN, 99.5),
        NoOpClassifier.of("percentile:euclidean:99.5"));
  }

  @ParameterizedTest
  @EnumSource(AttentionMethod.class)
  void aMethodAloneIsCalledByItsName(AttentionMethod method) {
    assertEquals(method.toString(), AttentionVariant.of(method).toString());
    assertEquals(AttentionVariant.of(method), AttentionVariant.of(method.toString()));
  }

  @Test
  void aListIsCutBetweenMethodsAlone() {
    NoOpClassifier top = new NoOpClassifier.TopK(Similarity.COSINE, 4);
    List<AttentionVariant> variants =
        AttentionVariant.list("vanilla,outeffhop,outeffhop:classifier=top-k:cosine:4,gated");
    assertEquals(
        List.of(
            AttentionVariant.of(AttentionMethod.VANILLA),
            AttentionVariant.of(AttentionMethod.OUTEFFHOP),
            new AttentionVariant(AttentionMethod.OUTEFFHOP, top),
            AttentionVariant.of(AttentionMethod.GATED)),
        variants);
    assertEquals("outeffhop:classifier=top-k:cosine:4", variants.get(2).toString());
    assertTrue(variants.get(1).compareTo(variants.get(2)) < 0);
    assertTrue(variants.get(2).compareTo(variants.get(3)) < 0);
    assertEquals(
        "attention 'outeffhop:classifier=none,classifier=none' has the parameter classifier twice",
        assertThrows(
                IllegalArgumentException.class,
                () -> AttentionVariant.list("outeffhop:classifier=none,classifier=none"))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "softmax1 | attention is 'softmax1'; it can be vanilla, outeffhop, clipped, gated, "
            + "clipped-outeffhop, gated-outeffhop, learned-sink, sparsemax, entmax",
        "outeffhop: | attention 'outeffhop:' has the parameter ''; there is classifier, as in "
            + "outeffhop:classifier=norm-z-score:3",
        "outeffhop:m=2 | attention 'outeffhop:m=2' has the parameter 'm=2'; there is classifier, "
            + "as in outeffhop:classifier=norm-z-score:3",
        "outeffhop:classifier=norm-z-score | the no-op classifier is 'norm-z-score'; it can be "
            + "none, norm-z-score:Z, similarity-threshold:SIMILARITY:LEAST, top-k:SIMILARITY:K or "
            + "percentile:SIMILARITY:PERCENT, where SIMILARITY is dot-product, cosine or euclidean",
        "outeffhop:classifier=norm-z-score:0 | the no-op classifier is 'norm-z-score:0'; the "
            + "z-score is 0.0; it must be positive",
        "outeffhop:classifier=norm-z-score:NaN | the no-op classifier is 'norm-z-score:NaN'; "
            + "'NaN' must be a number",
        "outeffhop:classifier=top-k:cosine:1.5 | the no-op classifier is 'top-k:cosine:1.5'; "
            + "'1.5' must be a whole number",
        "outeffhop:classifier=top-k:dot:1 | the no-op classifier is 'top-k:dot:1'; similarity is "
            + "'dot'; it can be dot-product, cosine, euclidean",
        "gated:classifier=norm-z-score:3 | attention gated has no no-op class, to which the "
            + "classifier norm-z-score:3 could send keys; outeffhop, clipped-outeffhop, "
            + "gated-outeffhop, learned-sink have one"
      })
  void whatIsWrongIsNamed(String text, String message) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> AttentionVariant.of(text)).getMessage());
  }
}
