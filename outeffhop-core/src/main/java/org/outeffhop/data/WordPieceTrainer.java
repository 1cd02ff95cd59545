package org.outeffhop.data;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.AddedToken;
import org.outeffhop.text.TokenizerJson;
import org.outeffhop.text.WordPieceJson;

/**
 * Trains BERT's WordPiece tokenizer.
 *
 * <p>Words are those of {@link BertWords}. A word's first character is a symbol of its own, every
 * later one a symbol with {@code ##} in front; pieces are learned by {@link MergeLearner}, as
 * Hugging Face's {@code WordPieceTrainer} does, rather than by the likelihood score of Schuster and
 * Nakajima (2012). Encoding takes the longest piece that matches, from left to right.
 *
 * <p>Ids: {@code [PAD]} 0, {@code [UNK]} 1, {@code [CLS]} 2, {@code [SEP]} 3, {@code [MASK]} 4, the
 * characters by code point, the characters that can continue a word by code point with {@code ##},
 * then the learned pieces. The alphabet is the most frequent characters: at most 1,000 and at most
 * a quarter of the vocabulary; words with any other character, or longer than 100 characters, are
 * left out of the training and are encoded as {@code [UNK]}.
 */
public final class WordPieceTrainer implements TokenizerTrainer {
  private static final String UNKNOWN = "[UNK]";
  private static final String START = "[CLS]";
  private static final String END = "[SEP]";
  static final List<String> SPECIAL_TOKENS = List.of("[PAD]", UNKNOWN, START, END, "[MASK]");
  private static final String CONTINUATION = WordPieceJson.CONTINUATION;
  private static final int LARGEST_ALPHABET = 1000;
  private static final WordPieceJson FORMAT =
      new WordPieceJson(UNKNOWN, START, END, true, true, true);

  /** Room for the special tokens, a few characters and a few pieces. */
  static final int MINIMUM_VOCABULARY_SIZE = 64;

  private final int vocabularySize;

  /**
   * Prepares a training run.
   *
   * @param vocabularySize the largest number of tokens, special tokens included; at least 64
   */
  public WordPieceTrainer(int vocabularySize) {
    TokenizerKind.WORD_PIECE.checkVocabularySize(vocabularySize);
    this.vocabularySize = vocabularySize;
  }

  @Override
  public void train(Stream<String> documents, Path tokenizerJson, Progress progress) {
    Map<String, Integer> ids = vocabulary(documents, progress).ids();
    TokenizerJson.write(
        tokenizerJson, FORMAT.tokenizer(ids, AddedToken.specials(SPECIAL_TOKENS, ids)));
  }

  /** Learns the whole vocabulary. */
  Vocabulary vocabulary(Stream<String> documents, Progress progress) {
    Map<String, Long> counts = WordCounts.of(documents, BertWords::split, progress).counts();
    Set<Integer> alphabet = alphabet(counts);
    Vocabulary vocabulary = new Vocabulary(SPECIAL_TOKENS);
    alphabet.forEach(c -> vocabulary.add(Character.toString(c)));
    alphabet.stream()
        .filter(c -> !BertWords.standsAlone(c))
        .forEach(c -> vocabulary.add(CONTINUATION + Character.toString(c)));
    MergeLearner learner = new MergeLearner(vocabulary, WordPieceTrainer::join);
    counts.forEach(
        (word, count) -> {
          int[] characters = word.codePoints().toArray();
          if (isLearnable(characters, alphabet)) {
            learner.addWord(symbols(characters, vocabulary), count);
          }
        });
    learner.learn(vocabularySize, progress);
    return vocabulary;
  }

  private Set<Integer> alphabet(Map<String, Long> counts) {
    Map<Integer, Long> characters = new HashMap<>();
    counts.forEach(
        (word, count) -> word.codePoints().forEach(c -> characters.merge(c, count, Long::sum)));
    int limit = Math.min(LARGEST_ALPHABET, (vocabularySize - SPECIAL_TOKENS.size()) / 4);
    return characters.entrySet().stream()
        .sorted(
            Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(limit)
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isLearnable(int[] characters, Set<Integer> alphabet) {
    if (characters.length > WordPieceJson.LONGEST_WORD) {
      return false;
    }
    for (int c : characters) {
      if (!alphabet.contains(c)) {
        return false;
      }
    }
    return true;
  }

  private static int[] symbols(int[] characters, Vocabulary vocabulary) {
    int[] symbols = new int[characters.length];
    for (int i = 0; i < symbols.length; i++) {
      String character = Character.toString(characters[i]);
      symbols[i] = vocabulary.id(i == 0 ? character : CONTINUATION + character);
    }
    return symbols;
  }

  static String join(String left, String right) {
    return left + right.substring(CONTINUATION.length());
  }
}
