package org.outeffhop.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.JsonFile;
import org.outeffhop.files.OtherFile;
import org.outeffhop.files.Utf8Lines;

/**
 * The tokenizer files of a model's folder, made into one {@code tokenizer.json}: {@code vocab.txt}
 * is BERT's WordPiece, {@code vocab.json} with {@code merges.txt} is GPT-2's and OPT's byte-level
 * byte-pair encoding. Defaults are those of Hugging Face's {@code BertTokenizer} and {@code
 * GPT2Tokenizer}, but without a {@code tokenizer_config.json} the vocabulary says whether letters
 * are lowered, by having capital ones or none.
 */
final class TokenizerFolder {
  static final String TOKENIZER = "tokenizer.json";

  private static final String VOCABULARY_TEXT = "vocab.txt";

  /** Where TensorFlow's SavedModel keeps it. */
  private static final String ASSET = "assets/" + VOCABULARY_TEXT;

  private static final String VOCABULARY_JSON = "vocab.json";
  private static final String MERGES = "merges.txt";

  /** The vocabulary file of each kind of tokenizer, in the order of preference. */
  static final List<String> MAIN_FILES =
      List.of(TOKENIZER, VOCABULARY_TEXT, ASSET, VOCABULARY_JSON);

  private static final long MAX_BYTES = 1L << 28;

  /** Bytes of a line, which holds a token or two. */
  private static final long MAX_LINE = 1L << 20;

  private static final Map<String, String> BERT =
      Map.of(
          "pad_token", "[PAD]",
          "unk_token", "[UNK]",
          "cls_token", "[CLS]",
          "sep_token", "[SEP]",
          "mask_token", "[MASK]");

  private static final String END_OF_TEXT = "<|endoftext|>";
  private static final Map<String, String> GPT2 =
      Map.of("unk_token", END_OF_TEXT, "bos_token", END_OF_TEXT, "eos_token", END_OF_TEXT);

  private final Path folder;
  private final TokenizerSettings settings;

  private TokenizerFolder(Path folder) {
    this.folder = folder;
    this.settings = TokenizerSettings.of(folder);
  }

  /** Makes the tokenizer of a folder that has no {@code tokenizer.json}. */
  static ObjectNode convert(Path folder) {
    boolean vocabulary = Files.exists(folder.resolve(VOCABULARY_JSON));
    boolean merges = Files.exists(folder.resolve(MERGES));
    for (String text : List.of(VOCABULARY_TEXT, ASSET)) {
      if (Files.exists(folder.resolve(text))) {
        return new TokenizerFolder(folder).wordPiece(folder.resolve(text));
      }
    }
    if (vocabulary && merges) {
      return new TokenizerFolder(folder).bytePair();
    }
    String found = vocabulary ? VOCABULARY_JSON : merges ? MERGES : null;
    throw new IllegalArgumentException(
        "%s has no tokenizer: there is neither %s, nor %s, nor %s with %s%s"
            .formatted(
                folder,
                TOKENIZER,
                VOCABULARY_TEXT,
                VOCABULARY_JSON,
                MERGES,
                found == null ? "" : "; only " + found + " of these two"));
  }

  private ObjectNode wordPiece(Path file) {
    settings.requireClass(
        new TreeSet<>(Set.of("BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer")));
    settings.requireTrue("do_basic_tokenize");
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    lines(file, (line, position) -> vocabulary.put(line, (int) position));
    WordPieceJson format =
        new WordPieceJson(
            present("unk_token", BERT, vocabulary, file),
            present("cls_token", BERT, vocabulary, file),
            present("sep_token", BERT, vocabulary, file),
            settings.flag("do_lower_case", settings.isThere() || !isCased(vocabulary.keySet())),
            settings.flag("strip_accents"),
            settings.flag("tokenize_chinese_chars", true));
    return format.tokenizer(vocabulary, settings.added(vocabulary, BERT));
  }

  /** A vocabulary with capital letters outside its special tokens is of a cased model. */
  private static boolean isCased(Set<String> tokens) {
    return tokens.stream()
        .filter(token -> !token.startsWith("["))
        .anyMatch(token -> token.chars().anyMatch(Character::isUpperCase));
  }

  private ObjectNode bytePair() {
    settings.requireClass(Set.of("GPT2Tokenizer"));
    Path file = folder.resolve(VOCABULARY_JSON);
    Map<String, Integer> vocabulary = vocabulary(file);
    String unknown = settings.token("unk_token", GPT2.get("unk_token"));
    BytePairJson format =
        new BytePairJson(
            vocabulary.containsKey(unknown) ? unknown : null,
            settings.flag("add_bos_token", false)
                ? List.of(present("bos_token", GPT2, vocabulary, file))
                : List.of(),
            settings.flag("add_prefix_space", false));
    return format.tokenizer(vocabulary, merges(vocabulary), settings.added(vocabulary, GPT2));
  }

  private String present(
      String role, Map<String, String> defaults, Map<String, Integer> vocabulary, Path file) {
    String token = settings.token(role, defaults.get(role));
    if (!vocabulary.containsKey(token)) {
      throw new IllegalArgumentException(
          file + " does not have the " + role + " \"" + token + "\", which every text needs");
    }
    return token;
  }

  private static Map<String, Integer> vocabulary(Path file) {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : JsonFile.readObject(file, MAX_BYTES).properties()) {
      JsonNode id = entry.getValue();
      if (!id.isIntegralNumber() || !id.canConvertToInt() || id.asInt() < 0) {
        throw new IllegalArgumentException(
            "%s: the id of \"%s\" is %s; it must be a whole number from 0"
                .formatted(file, entry.getKey(), id));
      }
      vocabulary.put(entry.getKey(), id.asInt());
    }
    return vocabulary;
  }

  private List<Merge> merges(Map<String, Integer> vocabulary) {
    Path file = folder.resolve(MERGES);
    List<Merge> merges = new ArrayList<>();
    lines(
        file,
        (line, position) -> {
          if (!line.isBlank() && !(position == 0 && line.startsWith("#version"))) {
            merges.add(merge(line, vocabulary, file + ":" + (position + 1)));
          }
        });
    return merges;
  }

  private static Merge merge(String line, Map<String, Integer> vocabulary, String place) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          place + ": \"" + line + "\" is not a merge, which is two tokens separated by a space");
    }
    for (String token : List.of(parts[0], parts[1], parts[0] + parts[1])) {
      if (!vocabulary.containsKey(token)) {
        throw new IllegalArgumentException(
            place + ": the token \"" + token + "\" is not in " + VOCABULARY_JSON);
      }
    }
    return new Merge(parts[0], parts[1]);
  }

  /** Receives a line and the number of lines before it. */
  private interface LineConsumer {
    void accept(String line, long position);
  }

  private static void lines(Path file, LineConsumer consumer) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalArgumentException(
            file + " has " + Files.size(file) + " bytes; the limit is " + MAX_BYTES + "");
      }
      OtherFile.refuse(file, "part of a tokenizer");
      try (Utf8Lines lines = new Utf8Lines(file)) {
        long position = 0;
        for (String line = lines.whole(MAX_LINE); line != null; line = lines.whole(MAX_LINE)) {
          consumer.accept(line, position++);
        }
      }
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
  }
}
