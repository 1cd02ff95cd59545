package org.outeffhop.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.outeffhop.random.SplitMix64;
import org.outeffhop.text.SentenceSettings;
import org.outeffhop.text.Surroundings;
import org.outeffhop.text.TextTokenizer;

/**
 * Separate texts as an encoder reads them, such as {@code [CLS] text [SEP]}. A batch has texts of
 * one length, so that it needs no padding.
 */
public final class Sentences {
  private final List<int[]> texts;
  private final NavigableMap<Integer, int[]> byLength = new TreeMap<>();

  private Sentences(List<int[]> texts) {
    this.texts = texts;
    NavigableMap<Integer, IntList> groups = new TreeMap<>();
    for (int text = 0; text < texts.size(); text++) {
      groups.computeIfAbsent(texts.get(text).length, length -> new IntList()).add(text);
    }
    groups.forEach((length, group) -> byLength.put(length, group.toArray()));
  }

  /**
   * Encodes the documents to train on, in random order.
   *
   * @param folder where the tokenizer is, and the settings of embeddings, by which texts are
   *     prepared and cut
   * @param maxLength maximum number of tokens in a text, special ones included; longer texts are
   *     truncated, as are those that are longer than the settings let them be
   * @param split which documents are held out, and the order of all
   * @param cache where the tokens are kept
   * @throws IllegalArgumentException if the tokenizer is missing or the part is empty
   */
  public static Sentences training(
      TextCorpus corpus, Path folder, int maxLength, DocumentSplit split, TokenCache cache) {
    return encoded(new TextPart(corpus, split, false), folder, maxLength, cache);
  }

  /** Encodes the documents that are held out, likewise. */
  public static Sentences heldOut(
      TextCorpus corpus, Path folder, int maxLength, DocumentSplit split, TokenCache cache) {
    return encoded(new TextPart(corpus, split, true), folder, maxLength, cache);
  }

  private static Sentences encoded(TextPart part, Path folder, int maxLength, TokenCache cache) {
    SentenceSettings settings = SentenceSettings.read(folder);
    int most = settings.limit().within(maxLength).orElse(maxLength);
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      Surroundings around = tokenizer.surroundings();
      TokenizedDocuments documents =
          cache.encoded(part, treatment(settings, most - around.count()), tokenizer).documents();
      requireAny(part.corpus(), documents);
      return new Sentences(
          Arrays.stream(part.order(documents.count()))
              .mapToObj(documents::document)
              .map(around::around)
              .toList());
    }
  }

  /** A text as the settings have it, of so many tokens at most. */
  private static DocumentTreatment treatment(SentenceSettings settings, int most) {
    return new DocumentTreatment(
        settings.prompt()::prepared,
        ids -> settings.limit().cut(ids, most),
        String.format(Locale.ROOT, "%s, %s, %d tokens", settings.prompt(), settings.limit(), most));
  }

  private static void requireAny(TextCorpus corpus, TokenizedDocuments documents) {
    if (documents.count() == 0) {
      throw new IllegalArgumentException(
          corpus.name()
              + ": one part of the text has no documents; at least 1 is needed to train on and 1 to hold out");
    }
  }

  /** The number of texts. */
  public int count() {
    return texts.size();
  }

  /** Tokens of the longest text. */
  public int longest() {
    return byLength.lastKey();
  }

  /** The ids of texts of one length, one after the other. */
  public int[] ids(int... chosen) {
    return Arrays.stream(chosen).flatMap(text -> Arrays.stream(texts.get(text))).toArray();
  }

  /**
   * Texts of one length for a training step. Lengths are drawn in proportion to their number of
   * texts; a length with few texts gives a smaller batch. The result depends on the arguments
   * alone.
   */
  public int[] draw(long seed, long step, int batchSize) {
    SplitMix64 random = new SplitMix64(seed, step);
    int[] group = byLength.get(texts.get(random.nextInt(count())).length);
    int size = Math.min(batchSize, group.length);
    if (group.length <= 2 * size) {
      return Arrays.stream(random.permutation(group.length))
          .limit(size)
          .map(i -> group[i])
          .toArray();
    }
    return random.ints(group.length).distinct().limit(size).map(i -> group[i]).toArray();
  }

  /** The first texts, each exactly once, in batches of one length each. */
  public List<int[]> batches(int first, int batchSize) {
    List<int[]> batches = new ArrayList<>();
    for (int[] group : byLength.values()) {
      int[] chosen = Arrays.stream(group).filter(text -> text < first).toArray();
      for (int begin = 0; begin < chosen.length; begin += batchSize) {
        batches.add(Arrays.copyOfRange(chosen, begin, Math.min(chosen.length, begin + batchSize)));
      }
    }
    return batches;
  }
}
