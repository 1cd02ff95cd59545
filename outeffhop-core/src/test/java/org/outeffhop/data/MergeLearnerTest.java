package org.outeffhop.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.Merge;

class MergeLearnerTest {
  private record Pair(int left, int right) {}

  /**
   * The example of Sennrich et al. (2016), worked by hand.
   *
   * <p>es and st both occur 9 times: e comes before s. Then est 9; lo before ow at 7; low; ew
   * before ne and west at 6; new (left n) before ewest (left ew); newest; dest before id and wi at
   * 3; idest; widest; er before lowe at 2; lower.
   */
  @Test
  void theClassicExampleGivesTheMergesWorkedByHand() {
    Map<String, Long> words = new LinkedHashMap<>();
    words.put("low", 5L);
    words.put("lower", 2L);
    words.put("newest", 6L);
    words.put("widest", 3L);
    assertEquals(
        List.of(
            "e s", "es t", "l o", "lo w", "e w", "n ew", "new est", "d est", "i dest", "w idest",
            "e r", "low er"),
        spelled(learn(words, 1000)));
  }

  @Test
  void learningStopsWhenTheVocabularyIsFull() {
    assertEquals(List.of("a b", "c d"), spelled(learn(Map.of("abcd", 2L), 6)));
  }

  @Test
  void aPairSeenOnceIsNotLearned() {
    assertEquals(List.of(), learn(Map.of("abc", 1L, "cba", 1L), 100));
  }

  /** aa aa a: of the pairs (aa, aa) and (aa, a) the second has the smaller right id. */
  @Test
  void repeatedSymbolsAreJoinedFromTheLeft() {
    assertEquals(List.of("a a", "aa a", "aa aaa"), spelled(learn(Map.of("aaaaa", 2L), 100)));
  }

  /** Recounting everything after every merge must give the same merges. */
  @Test
  void incrementalCountsGiveTheMergesOfRecounting() {
    Random random = new Random(20_260_101);
    for (int trial = 0; trial < 400; trial++) {
      int letters = 1 + random.nextInt(4);
      Map<String, Long> words = new HashMap<>();
      int distinct = 1 + random.nextInt(12);
      for (int i = 0; i < distinct; i++) {
        StringBuilder word = new StringBuilder();
        int length = 1 + random.nextInt(12);
        random.ints(length, 0, letters).forEach(letter -> word.append((char) ('a' + letter)));
        words.put(word.toString(), 1L + random.nextInt(4));
      }
      int vocabularySize = letters + random.nextInt(40);
      assertEquals(recounted(words, vocabularySize), learn(words, vocabularySize), words::toString);
    }
  }

  private static List<String> spelled(List<Merge> merges) {
    return merges.stream().map(merge -> merge.left() + " " + merge.right()).toList();
  }

  private static Vocabulary alphabet(Map<String, Long> words) {
    return new Vocabulary(
        words.keySet().stream()
            .flatMap(word -> word.chars().mapToObj(c -> String.valueOf((char) c)))
            .distinct()
            .sorted()
            .toList());
  }

  private static int[] symbols(String word, Vocabulary vocabulary) {
    return word.chars().map(c -> vocabulary.id(String.valueOf((char) c))).toArray();
  }

  private static List<Merge> learn(Map<String, Long> words, int vocabularySize) {
    Vocabulary vocabulary = alphabet(words);
    MergeLearner learner = new MergeLearner(vocabulary, String::concat);
    words.forEach((word, count) -> learner.addWord(symbols(word, vocabulary), count));
    return learner.learn(vocabularySize, Progress.none());
  }

  private static List<Merge> recounted(Map<String, Long> words, int vocabularySize) {
    Vocabulary vocabulary = alphabet(words);
    Map<List<Integer>, Long> sequences = new HashMap<>();
    words.forEach(
        (word, count) -> {
          List<Integer> sequence = new ArrayList<>();
          for (int symbol : symbols(word, vocabulary)) {
            sequence.add(symbol);
          }
          sequences.put(sequence, count);
        });
    List<Merge> merges = new ArrayList<>();
    while (vocabulary.size() < vocabularySize) {
      Map<Pair, Long> counts = new HashMap<>();
      sequences.forEach(
          (sequence, count) -> {
            for (int i = 1; i < sequence.size(); i++) {
              counts.merge(new Pair(sequence.get(i - 1), sequence.get(i)), count, Long::sum);
            }
          });
      Map.Entry<Pair, Long> best =
          counts.entrySet().stream()
              .filter(entry -> entry.getValue() >= 2)
              .min(
                  Map.Entry.<Pair, Long>comparingByValue(Comparator.reverseOrder())
                      .thenComparing(entry -> entry.getKey().left())
                      .thenComparing(entry -> entry.getKey().right()))
              .orElse(null);
      if (best == null) {
        break;
      }
      String left = vocabulary.token(best.getKey().left());
      String right = vocabulary.token(best.getKey().right());
      int merged = vocabulary.add(left + right);
      merges.add(new Merge(left, right));
      Map<List<Integer>, Long> next = new HashMap<>();
      sequences.forEach(
          (sequence, count) ->
              next.merge(replaced(sequence, best.getKey(), merged), count, Long::sum));
      sequences.clear();
      sequences.putAll(next);
    }
    return merges;
  }

  private static List<Integer> replaced(List<Integer> sequence, Pair pair, int merged) {
    List<Integer> result = new ArrayList<>(sequence);
    for (int i = 0; i + 1 < result.size(); i++) {
      if (result.get(i) == pair.left() && result.get(i + 1) == pair.right()) {
        result.set(i, merged);
        result.remove(i + 1);
      }
    }
    return result;
  }
}
