package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.TextTokenizer;

class TextDatasetTest {
  private static final TextConfig OPT = new TextConfig(TokenizerKind.BYTE_PAIR, 320, 16, 0.2, 7);
  private static final TextConfig BERT = new TextConfig(TokenizerKind.WORD_PIECE, 120, 16, 0.2, 7);

  @TempDir Path folder;
  private List<String> documents;
  private TextCorpus corpus;
  private Path cache;

  @BeforeEach
  void writeCorpus() throws IOException {
    Random random = new Random(31);
    documents =
        IntStream.range(0, 200).mapToObj(i -> "document " + i + ": " + sentence(random)).toList();
    corpus = corpus("corpus.txt", documents);
    cache = folder.resolve("cache");
  }

  @Test
  void everyPartHoldsItsDocumentsAndNoOthers() {
    TextDataset dataset = prepare(OPT);
    DocumentSplit split = new DocumentSplit(OPT.evaluationShare(), OPT.seed());
    Map<Boolean, Set<String>> parts =
        documents.stream()
            .collect(Collectors.partitioningBy(split::isEvaluation, Collectors.toSet()));
    BinomialBounds.assertPlausible(parts.get(true).size(), documents.size(), 0.2, "evaluation");
    try (TextTokenizer tokenizer = TextTokenizer.load(dataset.tokenizerJson())) {
      assertHolds(parts.get(false), tokenizer.decode(dataset.training().ids()));
      assertHolds(parts.get(true), tokenizer.decode(dataset.evaluation().ids()));
    }
  }

  /** All documents of the part in some order; the last may be cut, or be missing if short. */
  private static void assertHolds(Set<String> part, String text) {
    List<String> found = List.of(text.substring("</s>".length()).split("</s>", -1));
    List<String> whole = found.subList(0, found.size() - 1);
    assertTrue(whole.size() >= part.size() - 2, whole.size() + " of " + part.size());
    assertEquals(whole.size(), Set.copyOf(whole).size());
    assertTrue(part.containsAll(whole));
    String last = found.get(found.size() - 1);
    assertTrue(part.stream().anyMatch(document -> document.startsWith(last)), last);
  }

  @Test
  void theTokenizerNeverSeesTheEvaluationPart() throws IOException {
    DocumentSplit split = new DocumentSplit(OPT.evaluationShare(), OPT.seed());
    Path expected = folder.resolve("expected.json");
    for (TextConfig config : List.of(OPT, BERT)) {
      config
          .tokenizer()
          .trainer(config.vocabularySize())
          .train(
              documents.stream().filter(document -> !split.isEvaluation(document)),
              expected,
              Progress.none());
      assertEquals(-1, Files.mismatch(expected, prepare(config).tokenizerJson()));
    }
  }

  @Test
  void addedDocumentsDoNotMoveOthers() throws IOException {
    List<String> more = new ArrayList<>(documents);
    more.addAll(0, List.of("one more", "and another"));
    TextDataset dataset = prepare(OPT);
    TextDataset larger = TextDataset.prepare(corpus("more.txt", more), OPT, cache, Progress.none());
    Function<TextDataset, Set<String>> evaluation =
        data -> {
          try (TextTokenizer tokenizer = TextTokenizer.load(data.tokenizerJson())) {
            String[] texts = tokenizer.decode(data.evaluation().ids()).split("</s>");
            return Stream.of(texts).filter(documents::contains).collect(Collectors.toSet());
          }
        };
    Set<String> before = evaluation.apply(dataset);
    Set<String> after = evaluation.apply(larger);
    Set<String> both = before.stream().filter(after::contains).collect(Collectors.toSet());
    assertTrue(both.size() >= before.size() - 2, both.size() + " of " + before.size());
    assertTrue(both.size() >= after.size() - 2, both.size() + " of " + after.size());
  }

  @Test
  void bertBlocksAreWrapped() {
    TextDataset dataset = prepare(BERT);
    try (TextTokenizer tokenizer = TextTokenizer.load(dataset.tokenizerJson())) {
      assertEquals(tokenizer.vocabularySize(), dataset.vocabularySize());
    }
    int largest = Arrays.stream(dataset.training().ids()).max().orElseThrow();
    assertEquals(dataset.vocabularySize() - 1, largest, "the last piece learned is in use");
    for (int i = 0; i < dataset.training().count(); i++) {
      int[] block = dataset.training().block(i);
      assertEquals(dataset.specials().clsId().orElseThrow(), block[0]);
      assertEquals(dataset.specials().sepId().orElseThrow(), block[15]);
    }
  }

  @Test
  void theSecondTimeComesFromTheCache() throws IOException {
    TextDataset built = prepare(OPT);
    List<String> tasks = new ArrayList<>();
    TextDataset cached =
        TextDataset.prepare(corpus, OPT, cache, (task, done, total) -> tasks.add(task));
    assertSameData(built, cached);
    assertEquals(List.of("reading " + corpus.name()), tasks);
    assertEquals(1, entries().size());

    TextDataset elsewhere =
        TextDataset.prepare(corpus, OPT, folder.resolve("other"), Progress.none());
    assertArrayEquals(built.training().ids(), elsewhere.training().ids());
    assertEquals(-1, Files.mismatch(built.tokenizerJson(), elsewhere.tokenizerJson()));
  }

  @Test
  void whateverShapesTheDataHasItsOwnEntry() throws IOException {
    prepare(OPT);
    prepare(new TextConfig(TokenizerKind.BYTE_PAIR, 321, 16, 0.2, 7));
    prepare(new TextConfig(TokenizerKind.BYTE_PAIR, 320, 17, 0.2, 7));
    prepare(new TextConfig(TokenizerKind.BYTE_PAIR, 320, 16, 0.3, 7));
    TextDataset seeded = prepare(new TextConfig(TokenizerKind.BYTE_PAIR, 320, 16, 0.2, 8));
    TextDataset other =
        TextDataset.prepare(
            corpus("b.txt", documents.subList(0, 150)), OPT, cache, Progress.none());
    prepare(BERT);
    assertEquals(7, entries().size());
    assertNotEquals(seeded.tokenizerJson(), other.tokenizerJson());
  }

  @Test
  void damagedEntriesAreBuiltAnewWithANotice() throws IOException {
    TextDataset built = prepare(OPT);
    Path entry = built.tokenizerJson().getParent();
    byte[] training = Files.readAllBytes(entry.resolve("training.bin"));
    byte[] flipped = training.clone();
    flipped[101] ^= 1;

    Files.write(entry.resolve("training.bin"), flipped);
    assertBuiltAnew(built);
    Files.write(entry.resolve("training.bin"), Arrays.copyOf(training, 100));
    assertBuiltAnew(built);
    Files.writeString(entry.resolve("tokenizer.json"), "{}");
    assertBuiltAnew(built);
    Files.writeString(entry.resolve("dataset.json"), "{\"block_length\"");
    assertBuiltAnew(built);
    Files.delete(entry.resolve("evaluation.bin"));
    assertBuiltAnew(built);
  }

  private void assertBuiltAnew(TextDataset built) throws IOException {
    List<String> tasks = new ArrayList<>();
    TextDataset again =
        TextDataset.prepare(corpus, OPT, cache, (task, done, total) -> tasks.add(task));
    assertTrue(
        tasks.get(1).startsWith("the cached data in " + built.tokenizerJson().getParent()),
        tasks.get(1));
    assertTrue(tasks.get(1).endsWith("it is rebuilt"), tasks.get(1));
    assertSameData(built, again);
    assertEquals(List.of(built.tokenizerJson().getParent()), entries());
  }

  @Test
  void severalMayPrepareAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<TextDataset>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(threads.submit(() -> prepare(OPT)));
      }
      TextDataset first = results.get(0).get();
      for (Future<TextDataset> result : results) {
        assertSameData(first, result.get());
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(1, entries().size());
  }

  @Test
  void tooLittleTextIsRefused() throws IOException {
    assertEquals(
        folder.resolve("blank.txt") + " has no documents: every file is empty",
        error("blank.txt", List.of(" "), OPT));
    assertEquals(
        folder.resolve("one.txt")
            + ": 1 of 1 documents are held out for evaluation with the share 0.2, which a hash of each text"
            + " decides, so that equal ones stay together; both parts need at least one: give more documents that"
            + " differ (in .txt files blank lines separate them, and one longer than 1048576"
            + " characters is read as several)",
        error("one.txt", List.of("alone"), OPT));
    assertEquals(
        "vocabulary size is 1048577; it must be at most 1048576",
        assertThrows(
                IllegalArgumentException.class,
                () -> new TextConfig(TokenizerKind.BYTE_PAIR, 1048577, 8, 0.2, 7))
            .getMessage());
    TextConfig longBlocks = new TextConfig(TokenizerKind.BYTE_PAIR, 320, 100_000, 0.2, 7);
    String message = error("short.txt", documents, longBlocks);
    assertTrue(message.contains("the training part has "), message);
    assertTrue(message.contains("too few for one block of 100000"), message);
    assertEquals(List.of(), entries());
  }

  private String error(String name, List<String> texts, TextConfig config) throws IOException {
    TextCorpus small = corpus(name, texts);
    return assertThrows(
            IllegalArgumentException.class,
            () -> TextDataset.prepare(small, config, cache, Progress.none()))
        .getMessage();
  }

  private TextDataset prepare(TextConfig config) {
    return TextDataset.prepare(corpus, config, cache, Progress.none());
  }

  private TextCorpus corpus(String name, List<String> texts) throws IOException {
    return TextCorpus.of(
        List.of(Files.writeString(folder.resolve(name), String.join("\n\n", texts))));
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(cache)) {
      return entries.toList();
    }
  }

  private static void assertSameData(TextDataset expected, TextDataset actual) {
    assertArrayEquals(expected.training().ids(), actual.training().ids());
    assertArrayEquals(expected.evaluation().ids(), actual.evaluation().ids());
    assertEquals(expected.training().blockLength(), actual.training().blockLength());
    assertEquals(expected.tokenizerJson(), actual.tokenizerJson());
    assertEquals(expected.vocabularySize(), actual.vocabularySize());
    assertEquals(expected.specials(), actual.specials());
  }

  private static String sentence(Random random) {
    List<String> words = List.of("the", "lowest", "newer", "wider", "a", "of", "memory", "pattern");
    return IntStream.range(0, 4 + random.nextInt(12))
        .mapToObj(i -> words.get(random.nextInt(words.size())))
        .collect(Collectors.joining(" "));
  }
}
