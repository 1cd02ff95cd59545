package org.outeffhop.text;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.outeffhop.text.tokenizer.TokenizerFile;

/**
 * A tokenizer's special tokens and their ids.
 *
 * <p>Roles are known by name: {@code <pad>} or {@code [PAD]}, {@code [CLS]}, {@code [SEP]}, {@code
 * [MASK]} or {@code <mask>}, {@code <unk>} or {@code [UNK]}; a document begins with {@code </s>},
 * as in OPT, or with {@code <|endoftext|>}, which stands between GPT-2's documents, or {@code <s>}
 * or {@code <bos>}.
 *
 * @param ids token to id
 */
public record SpecialTokens(Map<String, Integer> ids) {
  /** Copies the map. */
  public SpecialTokens {
    ids = Map.copyOf(ids);
  }

  /**
   * Those of a file.
   *
   * @throws IllegalArgumentException if its ids are too large for any model
   */
  public static SpecialTokens of(TokenizerFile tokenizer) {
    tokenizer.vocabularySize();
    Map<String, Integer> ids = new HashMap<>();
    tokenizer.specials().forEach((token, id) -> ids.put(token, Math.toIntExact(id)));
    return new SpecialTokens(ids);
  }

  /** Pads a sequence that is too short. */
  public OptionalInt padId() {
    return first("<pad>", "[PAD]");
  }

  /** Replaces text that no token matches. */
  public OptionalInt unkId() {
    return first("<unk>", "[UNK]");
  }

  /** Begins a sequence of BERT. */
  public OptionalInt clsId() {
    return first("[CLS]");
  }

  /** Ends a sequence of BERT. */
  public OptionalInt sepId() {
    return first("[SEP]");
  }

  /** Masks a token that BERT predicts. */
  public OptionalInt maskId() {
    return first("[MASK]", "<mask>");
  }

  /** Begins a document of OPT or GPT-2. */
  public OptionalInt bosId() {
    return first("</s>", "<|endoftext|>", "<s>", "<bos>");
  }

  /** Whether the id is that of a special token. */
  public boolean contains(int id) {
    return ids.containsValue(id);
  }

  private OptionalInt first(String... tokens) {
    for (String token : tokens) {
      Integer id = ids.get(token);
      if (id != null) {
        return OptionalInt.of(id);
      }
    }
    return OptionalInt.empty();
  }
}
