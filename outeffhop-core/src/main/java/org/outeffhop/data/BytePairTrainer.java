package org.outeffhop.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.AddedToken;
import org.outeffhop.text.BytePairJson;
import org.outeffhop.text.Merge;
import org.outeffhop.text.TokenizerJson;

/**
 * Trains a byte-level byte-pair tokenizer with OPT's special tokens.
 *
 * <p>Text is cut by GPT-2's pattern, every piece is spelled with {@link ByteAlphabet}, and merges
 * are learned by {@link MergeLearner}. Ids: {@code <s>} 0, {@code <pad>} 1, {@code </s>} 2, {@code
 * <unk>} 3, the 256 bytes by code point of their character, then the merges in their order. With
 * its post-processor the tokenizer begins every text with {@code </s>}, as OPT's does.
 *
 * <p>Sources: Radford et al. 2019 (GPT-2); Zhang et al. 2022 (OPT, arXiv 2205.01068); Hugging
 * Face's {@code BpeTrainer}, whose rule for equal counts is the same.
 */
public final class BytePairTrainer implements TokenizerTrainer {
  static final List<String> SPECIAL_TOKENS = List.of("<s>", "<pad>", "</s>", "<unk>");
  private static final BytePairJson FORMAT = new BytePairJson(null, List.of("</s>"), false);

  /** The special tokens and the 256 bytes. */
  static final int MINIMUM_VOCABULARY_SIZE = SPECIAL_TOKENS.size() + 256;

  /** GPT-2's pattern, with white space as Unicode defines it. */
  private static final Pattern PIECES =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d"
              + "| ?\\p{L}+| ?\\p{N}+| ?[^\\p{IsWhite_Space}\\p{L}\\p{N}]+"
              + "|\\p{IsWhite_Space}+(?!\\P{IsWhite_Space})|\\p{IsWhite_Space}+");

  private final int vocabularySize;

  /**
   * Prepares a training run.
   *
   * @param vocabularySize the largest number of tokens, special tokens included; at least 260
   */
  public BytePairTrainer(int vocabularySize) {
    TokenizerKind.BYTE_PAIR.checkVocabularySize(vocabularySize);
    this.vocabularySize = vocabularySize;
  }

  @Override
  public void train(Stream<String> documents, Path tokenizerJson, Progress progress) {
    Vocabulary vocabulary = new Vocabulary(SPECIAL_TOKENS);
    ByteAlphabet.sorted().forEach(vocabulary::add);
    List<Merge> merges = merges(documents, vocabulary, progress);
    Map<String, Integer> ids = vocabulary.ids();
    TokenizerJson.write(
        tokenizerJson, FORMAT.tokenizer(ids, merges, AddedToken.specials(SPECIAL_TOKENS, ids)));
  }

  /** Learns merges and adds their tokens to the vocabulary. */
  List<Merge> merges(Stream<String> documents, Vocabulary vocabulary, Progress progress) {
    MergeLearner learner = new MergeLearner(vocabulary, String::concat);
    spelled(WordCounts.of(documents, BytePairTrainer::split, progress).counts())
        .forEach((word, count) -> learner.addWord(symbols(word, vocabulary), count));
    return learner.learn(vocabularySize, progress);
  }

  /** Gives the pieces of a text that merges never cross. */
  static void split(String text, Consumer<String> pieces) {
    Matcher matcher = PIECES.matcher(text);
    while (matcher.find()) {
      pieces.accept(matcher.group());
    }
  }

  private static Map<String, Long> spelled(Map<String, Long> counts) {
    Map<String, Long> spelled = new TreeMap<>();
    counts.forEach((piece, count) -> spelled.merge(ByteAlphabet.spell(piece), count, Long::sum));
    return spelled;
  }

  private static int[] symbols(String word, Vocabulary vocabulary) {
    return word.chars().map(c -> vocabulary.id(String.valueOf((char) c))).toArray();
  }
}
