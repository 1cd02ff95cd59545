package org.outeffhop.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.outeffhop.progress.Progress;
import org.outeffhop.text.AddedToken;
import org.outeffhop.text.TokenizerJson;

/**
 * A tokenizer of words that are known beforehand, one token each, between white space. Special
 * tokens have the ids that {@link BytePairTrainer} or {@link WordPieceTrainer} gives them and stand
 * around a text as there; the words follow in their order.
 *
 * @param kind whose special tokens
 * @param vocabularySize the largest number of tokens, special tokens included
 * @param words different ones without white space
 */
record WordListTrainer(TokenizerKind kind, int vocabularySize, List<String> words)
    implements TokenizerTrainer {
  WordListTrainer {
    int all = specials(kind).size() + words.size();
    if (all > vocabularySize) {
      throw new IllegalArgumentException(
          "vocabulary size is %d; the text has %d letters, which are %d tokens with the special ones"
              .formatted(vocabularySize, words.size(), all));
    }
  }

  private static List<String> specials(TokenizerKind kind) {
    return switch (kind) {
      case BYTE_PAIR -> BytePairTrainer.SPECIAL_TOKENS;
      case WORD_PIECE -> WordPieceTrainer.SPECIAL_TOKENS;
    };
  }

  @Override
  public void train(Stream<String> documents, Path tokenizerJson, Progress progress) {
    Vocabulary vocabulary = new Vocabulary(specials(kind));
    words.forEach(vocabulary::add);
    TokenizerJson.write(tokenizerJson, tokenizer(vocabulary.ids()));
  }

  private ObjectNode tokenizer(Map<String, Integer> ids) {
    ObjectNode tokenizer = TokenizerJson.withAddedTokens(AddedToken.specials(specials(kind), ids));
    tokenizer.putNull("normalizer");
    tokenizer.set("pre_tokenizer", TokenizerJson.typed("WhitespaceSplit"));
    tokenizer.set(
        "post_processor",
        switch (kind) {
          case BYTE_PAIR -> TokenizerJson.template(ids, List.of("</s>"), List.of());
          case WORD_PIECE -> TokenizerJson.template(ids, List.of("[CLS]"), List.of("[SEP]"));
        });
    tokenizer.putNull("decoder");
    ObjectNode model = tokenizer.putObject("model");
    model.put("type", "WordLevel");
    model.put("unk_token", kind == TokenizerKind.BYTE_PAIR ? "<unk>" : "[UNK]");
    TokenizerJson.putVocabulary(model, ids);
    return tokenizer;
  }
}
