package org.outeffhop.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.outeffhop.progress.Interruptions;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.Merge;

/**
 * Learns the merges of byte-pair encoding (Sennrich et al. 2016, arXiv 1508.07909).
 *
 * <p>Every distinct word is a sequence of symbols with a count. Each round joins the adjacent pair
 * of symbols with the highest total count in every word, from left to right. Of pairs with equal
 * counts the one with the smaller left id wins, then the one with the smaller right id. Learning
 * ends when the vocabulary is full or no pair occurs twice.
 *
 * <p>Counts are kept up to date from round to round: only words that hold the joined pair are
 * visited. The queue may hold outdated counts; they are never too low, so an entry is corrected
 * when it comes to the front.
 */
final class MergeLearner {
  private static final long MINIMUM_COUNT = 2;
  private static final int MERGES_PER_UPDATE = 256;

  private record Pair(int left, int right) {
    /** Spreads the ids, which are small, over all bits. */
    @Override
    public int hashCode() {
      return left * 0x9E3779B1 + right;
    }
  }

  private record Candidate(long count, Pair pair) implements Comparable<Candidate> {
    @Override
    public int compareTo(Candidate other) {
      if (count != other.count) {
        return Long.compare(other.count, count);
      }
      int byLeft = Integer.compare(pair.left, other.pair.left);
      return byLeft != 0 ? byLeft : Integer.compare(pair.right, other.pair.right);
    }
  }

  private static final class Occurrences {
    private long count;
    private final IntList words = new IntList();

    void addWord(int word) {
      if (words.size() == 0 || words.get(words.size() - 1) != word) {
        words.add(word);
      }
    }
  }

  private final Vocabulary vocabulary;
  private final BinaryOperator<String> join;
  private final List<int[]> words = new ArrayList<>();
  private final List<Long> counts = new ArrayList<>();
  private final Map<Pair, Occurrences> pairs = new HashMap<>();
  private final PriorityQueue<Candidate> queue = new PriorityQueue<>();

  /**
   * Starts with a vocabulary that already holds every symbol.
   *
   * @param vocabulary receives the joined tokens
   * @param join spells the token that two tokens make
   */
  MergeLearner(Vocabulary vocabulary, BinaryOperator<String> join) {
    this.vocabulary = vocabulary;
    this.join = join;
  }

  /** Adds a distinct word of the corpus and how often it occurs. */
  void addWord(int[] symbols, long count) {
    int word = words.size();
    words.add(symbols);
    counts.add(count);
    for (int i = 0; i + 1 < symbols.length; i++) {
      grow(new Pair(symbols[i], symbols[i + 1]), count).addWord(word);
    }
  }

  /** Learns merges, in their order, until the vocabulary has that size. */
  List<Merge> learn(int vocabularySize, Progress progress) {
    List<Merge> merges = new ArrayList<>();
    pairs.keySet().forEach(this::enqueue);
    while (vocabulary.size() < vocabularySize && !queue.isEmpty()) {
      Candidate best = queue.remove();
      Occurrences occurrences = pairs.get(best.pair);
      if (occurrences == null || occurrences.count != best.count) {
        enqueue(best.pair);
        continue;
      }
      merges.add(merge(best.pair));
      if (merges.size() % MERGES_PER_UPDATE == 0) {
        Interruptions.check("learning tokens");
        progress.update("learning tokens", vocabulary.size(), vocabularySize);
      }
    }
    progress.update("learning tokens", vocabulary.size(), vocabulary.size());
    return merges;
  }

  private Merge merge(Pair pair) {
    String left = vocabulary.token(pair.left);
    String right = vocabulary.token(pair.right);
    int merged = vocabulary.add(join.apply(left, right));
    IntList holders = pairs.get(pair).words;
    Set<Pair> grown = new HashSet<>();
    for (int i = 0; i < holders.size(); i++) {
      mergeInWord(holders.get(i), pair, merged, grown);
    }
    grown.forEach(this::enqueue);
    return new Merge(left, right);
  }

  /** Joins the pair in one word. New pairs are counted before old ones go, so none is lost. */
  private void mergeInWord(int word, Pair pair, int merged, Set<Pair> grown) {
    int[] before = words.get(word);
    int[] after = joined(before, pair, merged);
    if (after.length == before.length) {
      return;
    }
    words.set(word, after);
    long count = counts.get(word);
    for (int i = 0; i + 1 < after.length; i++) {
      Pair now = new Pair(after[i], after[i + 1]);
      Occurrences occurrences = grow(now, count);
      if (after[i] == merged || after[i + 1] == merged) {
        occurrences.addWord(word);
        grown.add(now);
      }
    }
    for (int i = 0; i + 1 < before.length; i++) {
      shrink(new Pair(before[i], before[i + 1]), count);
    }
  }

  /** The symbols with every occurrence of the pair, from left to right, replaced by one symbol. */
  private static int[] joined(int[] symbols, Pair pair, int merged) {
    int[] result = symbols.clone();
    int size = 0;
    for (int i = 0; i < symbols.length; i++) {
      boolean isPair =
          i + 1 < symbols.length && symbols[i] == pair.left && symbols[i + 1] == pair.right;
      result[size++] = isPair ? merged : symbols[i];
      if (isPair) {
        i++;
      }
    }
    return Arrays.copyOf(result, size);
  }

  private Occurrences grow(Pair pair, long count) {
    Occurrences occurrences = pairs.computeIfAbsent(pair, key -> new Occurrences());
    occurrences.count += count;
    return occurrences;
  }

  private void shrink(Pair pair, long count) {
    Occurrences occurrences = pairs.get(pair);
    occurrences.count -= count;
    if (occurrences.count == 0) {
      pairs.remove(pair);
    }
  }

  private void enqueue(Pair pair) {
    Occurrences occurrences = pairs.get(pair);
    if (occurrences != null && occurrences.count >= MINIMUM_COUNT) {
      queue.add(new Candidate(occurrences.count, pair));
    }
  }
}
