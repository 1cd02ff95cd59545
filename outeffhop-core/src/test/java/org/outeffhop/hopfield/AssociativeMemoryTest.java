package org.outeffhop.hopfield;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.outeffhop.hopfield.OutlierEfficientHopfieldTest.refused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.MappedSafeTensors;
import org.outeffhop.tensor.ResidentMemory;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class AssociativeMemoryTest {
  private static final RetrievalOptions OPTIONS = new RetrievalOptions(20, 1e-6, 3);

  @TempDir private Path folder;

  @BeforeEach
  void seed() {
    Engine.seed(5);
  }

  private static AssociativeMemory memory() {
    return new AssociativeMemory(new Softmax1(), 1);
  }

  /** On a sphere so large that each pattern is all but a fixed point. */
  private static Tensor patterns(long count) {
    Tensor random = torch.randn(count, 16);
    return random.div(Vectors.norms(random).unsqueeze(1)).mul(new Scalar(10.0));
  }

  @Test
  void noisyPatternsAreFoundAgain() {
    try (TensorScope scope = TensorScope.open();
        AssociativeMemory memory = memory()) {
      Tensor patterns = patterns(20);
      memory.add(patterns);
      Retrieval retrieval =
          memory.retrieve(patterns.add(torch.randn(20, 16).mul(new Scalar(0.5))), OPTIONS);
      assertTrue(Tensors.relativeDifference(retrieval.state(), patterns) <= 1e-4);
      for (int i = 0; i < 20; i++) {
        Retrieval.Recall recall = retrieval.recalls().get(i);
        assertEquals(i, recall.patterns().get(0));
        assertEquals(1, recall.weights().get(0), 1e-4);
        assertEquals(3, recall.weights().size());
        assertTrue(recall.converged() && recall.steps() >= 1 && !recall.abstained());
        assertTrue(recall.energies().get(recall.steps()) < recall.energies().get(0));
      }
    }
  }

  @Test
  void patternsAddedOneByOneAreTheSameMemory() {
    try (TensorScope scope = TensorScope.open();
        AssociativeMemory whole = memory();
        AssociativeMemory pieces = memory()) {
      Tensor patterns = patterns(37);
      whole.add(patterns);
      for (int i = 0; i < 37; i++) {
        pieces.add(patterns.select(0, i));
      }
      assertEquals(0, Tensors.item(pieces.pairs().keys().all().sub(patterns).abs().max()));
      Tensor queries = patterns(5);
      assertEquals(
          whole.retrieve(queries, OPTIONS).recalls(), pieces.retrieve(queries, OPTIONS).recalls());
    }
  }

  /** Pieces have 16,384 rows: additions that end in, at and behind the end of one. */
  @Test
  void rowsAreThoseAddedWhereverPiecesEnd() {
    try (TensorScope scope = TensorScope.open();
        MemoryPatterns store = new MemoryPatterns(3, torch.ScalarType.Float)) {
      Tensor all = torch.randn(40_000, 3);
      long[] ends = {1, 3, 10_000, 16_384, 16_385, 39_000, 40_000};
      long begin = 0;
      for (long end : ends) {
        store.add(all.narrow(0, begin, end - begin));
        begin = end;
        assertEquals(end, store.count());
        assertTrue(torch.equal(all.narrow(0, 0, end), store.all()));
      }
      assertTrue(torch.equal(all.narrow(0, 16_000, 20_000), store.rows(16_000, 20_000)));
    }
  }

  @Test
  void aMemoryOfFewerPatternsThanAskedForNamesThemAll() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor patterns = patterns(2);
      for (EnergySoftmax softmax : List.of(new Softmax1(), new Sparsemax())) {
        try (AssociativeMemory memory = new AssociativeMemory(softmax, 1)) {
          memory.add(patterns);
          Retrieval.Recall recall =
              memory.retrieve(patterns.select(0, 1), RetrievalOptions.DEFAULT).recalls().get(0);
          assertEquals(List.of(1L, 0L), recall.patterns());
        }
      }
    }
  }

  @Test
  void manyBlocksOfAMappedFileGiveWhatTheSamePatternsGiveInMemory() {
    Path file = folder.resolve("patterns.safetensors");
    try (TensorScope scope = TensorScope.open()) {
      for (torch.ScalarType type : List.of(torch.ScalarType.Float, torch.ScalarType.Double)) {
        Tensor patterns = torch.randn(40_000, 8).to(type);
        SafeTensors.write(file, Map.of("patterns", patterns), Map.of());
        try (MappedSafeTensors mapped = MappedSafeTensors.open(file)) {
          Tensor queries = torch.randn(6, 8).to(type);
          Tensor inMemory =
              new OutlierEfficientHopfield(MemoryPatterns.of(patterns), new Softmax1(), 1)
                  .retrieve(queries);
          Tensor fromFile =
              new OutlierEfficientHopfield(
                      new MappedPatterns(mapped, "patterns"), new Softmax1(), 1)
                  .retrieve(queries);
          assertTrue(torch.equal(inMemory, fromFile));
          refused("there are [patterns]", () -> new MappedPatterns(mapped, "keys"));
        }
      }
    }
  }

  @Test
  void keysLeadToTheirValues() {
    try (TensorScope scope = TensorScope.open();
        AssociativeMemory memory = memory()) {
      Tensor keys = patterns(12);
      Tensor values = torch.randn(12, 3);
      memory.add(keys.narrow(0, 0, 5), values.narrow(0, 0, 5));
      memory.add(keys.narrow(0, 5, 7), values.narrow(0, 5, 7));
      Retrieval found = memory.retrieve(keys, OPTIONS);
      assertTrue(Tensors.relativeDifference(found.value(), values) <= 1e-4);
      Tensor query = torch.randn(4, 16);
      Tensor attention =
          new Association(new Softmax1(), 1)
              .apply(
                  query.view(1, 1, 4, 16),
                  keys.view(1, 1, 12, 16),
                  values.view(1, 1, 12, 3),
                  AttentionMask.none());
      Tensor read = memory.retrieve(query, new RetrievalOptions(0, 0, 0)).value();
      assertTrue(Tensors.relativeDifference(read, attention.view(4, 3)) <= 1e-6);
    }
  }

  @Test
  void aSparseMemoryAnswersToo() {
    try (TensorScope scope = TensorScope.open()) {
      Tensor patterns = patterns(9);
      for (EnergySoftmax softmax : List.of(new Sparsemax(), new Entmax15())) {
        try (AssociativeMemory memory = new AssociativeMemory(softmax, 1)) {
          memory.add(patterns);
          Retrieval retrieval = memory.retrieve(patterns, OPTIONS);
          assertTrue(Tensors.relativeDifference(retrieval.state(), patterns) <= 1e-6);
          assertEquals(List.of(1.0, 0.0, 0.0), retrieval.recalls().get(4).weights());
          refused("has no no-op class", () -> memory.calibrate(patterns, patterns));
        }
      }
    }
  }

  @Test
  void noOpsAreNotRetrievedAndIndicesStayThoseOfTheWholeMemory() {
    try (TensorScope scope = TensorScope.open();
        AssociativeMemory memory = memory()) {
      Tensor patterns = patterns(30);
      patterns.narrow(0, 3, 2).mul_(new Scalar(50.0));
      memory.add(patterns, torch.arange(new Scalar(30)).to(torch.ScalarType.Float).unsqueeze(1));
      Tensor good = patterns.narrow(0, 5, 25);
      assertEquals(2, memory.classify(new NoOpClassifier.NormZScore(2), good));
      assertTrue(memory.noOps()[3] && memory.noOps()[4]);
      Retrieval retrieval = memory.retrieve(good, OPTIONS);
      for (int i = 0; i < 25; i++) {
        assertEquals(i + 5, retrieval.recalls().get(i).patterns().get(0));
      }
      assertEquals(29, Tensors.item(retrieval.value().max()), 1e-3);
      memory.add(patterns.select(0, 0), torch.zeros(1));
      assertEquals(31, memory.noOps().length);
    }
  }

  @Test
  void theThresholdTellsKnownQueriesFromOthers() {
    try (TensorScope scope = TensorScope.open();
        AssociativeMemory memory = memory()) {
      Tensor patterns = patterns(40);
      memory.add(patterns);
      Tensor known = patterns.add(torch.randn(40, 16).mul(new Scalar(0.3)));
      Tensor unknown = torch.randn(40, 16).mul(new Scalar(0.3));
      AbstentionThreshold threshold = memory.calibrate(known, unknown);
      assertEquals(2, threshold.knownAnswered() + threshold.unknownRefused());
      assertTrue(
          memory.retrieve(unknown, OPTIONS).recalls().stream()
              .allMatch(Retrieval.Recall::abstained));
      assertTrue(
          memory.retrieve(known, OPTIONS).recalls().stream()
              .noneMatch(Retrieval.Recall::abstained));
    }
  }

  @Test
  void aThresholdBetweenOverlappingExamplesLosesTheFewest() {
    AbstentionThreshold threshold =
        AbstentionThreshold.between(
            new double[] {1e-9, 1e-8, 1e-7, 1e-2}, new double[] {1e-10, 1e-3, 0.1, 0.5});
    assertEquals(1e-5, threshold.noOpMass(), 1e-18);
    assertEquals(0.75, threshold.knownAnswered());
    assertEquals(0.75, threshold.unknownRefused());
  }

  @Test
  void aSavedMemoryAnswersTheSameLoadedAndMapped() {
    Path file = folder.resolve("memory.safetensors");
    try (TensorScope scope = TensorScope.open();
        AssociativeMemory memory = new AssociativeMemory(new Softmax1(2), 0.7)) {
      Tensor patterns = patterns(50);
      patterns.select(0, 7).mul_(new Scalar(40.0));
      memory.add(patterns, torch.randn(50, 2));
      memory.classify(new NoOpClassifier.NormZScore(4), patterns);
      memory.calibrate(patterns, torch.randn(9, 16));
      memory.save(file);
      Tensor queries = patterns(11);
      Retrieval first = memory.retrieve(queries, OPTIONS);
      try (AssociativeMemory loaded = AssociativeMemory.load(file);
          AssociativeMemory mapped = AssociativeMemory.open(file)) {
        for (AssociativeMemory other : List.of(loaded, mapped)) {
          Retrieval again = other.retrieve(queries, OPTIONS);
          assertEquals(first.recalls(), again.recalls());
          assertEquals(0, Tensors.relativeDifference(again.value(), first.value()));
          assertEquals(memory.threshold(), other.threshold());
          assertArrayEquals(memory.noOps(), other.noOps());
          assertEquals(memory.softmax(), other.softmax());
        }
        loaded.add(patterns.select(0, 1), torch.zeros(2));
        assertEquals(51, loaded.size());
        refused("mapped from a file", () -> mapped.add(patterns, torch.randn(50, 2)));
      }
    }
  }

  @Test
  void aMemoryOfManyBlocksIsSavedAndLoadedWhole() {
    Path file = folder.resolve("large.safetensors");
    try (TensorScope scope = TensorScope.open();
        AssociativeMemory memory = memory()) {
      Tensor keys = torch.randn(40_000, 3);
      Tensor values = torch.randn(40_000, 2);
      memory.add(keys, values);
      memory.save(file);
      try (AssociativeMemory loaded = AssociativeMemory.load(file)) {
        assertTrue(torch.equal(keys, loaded.pairs().keys().all()));
        assertTrue(torch.equal(values, loaded.pairs().values().all()));
        assertEquals(40_000, loaded.noOps().length);
      }
    }
  }

  @Test
  void damagedAndForeignFilesAreRefused() throws IOException {
    Path file = folder.resolve("memory.safetensors");
    try (TensorScope scope = TensorScope.open();
        AssociativeMemory memory = memory()) {
      memory.add(patterns(8));
      memory.save(file);
      byte[] whole = Files.readAllBytes(file);
      for (int bytes : new int[] {0, 5, 40, whole.length / 2, whole.length - 1}) {
        Files.write(file, Arrays.copyOf(whole, bytes));
        refused("is not a complete safetensors file", () -> AssociativeMemory.open(file));
        refused("is not a complete safetensors file", () -> AssociativeMemory.load(file));
      }
      SafeTensors.write(file, Map.of("keys", patterns(3)), Map.of());
      refused("holds no associative memory", () -> AssociativeMemory.load(file));
      refused("there is no file", () -> AssociativeMemory.load(folder.resolve("none")));
    }
  }

  @Test
  void whatDoesNotFitIsRefusedAndLeavesTheMemoryAsItWas() {
    try (TensorScope scope = TensorScope.open();
        AssociativeMemory memory = memory()) {
      refused("not finite", () -> memory.add(torch.ones(1, 9).div(new Scalar(0.0))));
      refused("the memory is empty", () -> memory.retrieve(torch.randn(1, 3), OPTIONS));
      memory.add(torch.randn(4, 3), torch.randn(4, 2));
      refused("dimension 5", () -> memory.add(torch.randn(4, 5), torch.randn(4, 2)));
      refused("4 keys and 3 values", () -> memory.add(torch.randn(4, 3), torch.randn(3, 2)));
      refused("the memory stores values", () -> memory.add(torch.randn(4, 3)));
      Tensor infinite = torch.ones(1, 2).div(new Scalar(0.0));
      refused("not finite", () -> memory.add(torch.randn(1, 3), infinite));
      assertEquals(4, memory.size());
      assertEquals(4, memory.pairs().values().count());
      refused("beta is -1", () -> new AssociativeMemory(new Softmax1(), -1));
      refused("maxSteps is -1", () -> new RetrievalOptions(-1, 0, 0));
      refused("tolerance is NaN", () -> new RetrievalOptions(1, Double.NaN, 0));
    }
  }

  @Test
  void askingAgainAndAgainTakesNoMoreMemory() {
    try (TensorScope scope = TensorScope.open();
        AssociativeMemory memory = memory()) {
      memory.add(patterns(5000));
      Tensor queries = patterns(16);
      RetrievalOptions options = new RetrievalOptions(2, 0, 2);
      long before = 0;
      for (int i = 0; i < 250; i++) {
        if (i == 50) {
          before = ResidentMemory.bytes();
        }
        try (TensorScope step = TensorScope.open()) {
          memory.retrieve(queries, options);
        }
      }
      long grown = ResidentMemory.bytes() - before;
      assertTrue(grown < 32L << 20, grown + " bytes");
    }
  }
}
