package org.outeffhop.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.VouchedFiles;
import org.outeffhop.text.tokenizer.NativeTokenizers;
import org.outeffhop.text.tokenizer.TokenizerFile;

/**
 * Text to token ids and back, by Hugging Face's tokenizers library.
 *
 * <p>It holds native memory: close it. A special token spelled out in a text becomes that token.
 */
public final class TextTokenizer implements AutoCloseable {
  private static final Map<String, String> OPTIONS =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  /** Of tokenizers whose trial went well, beside prepared texts. */
  private static final TokenizerTrial TRIAL =
      new TokenizerTrial(Path.of("runs", "cache", "tokenizers"));

  private final HuggingFaceTokenizer tokenizer;
  private final TokenizerFile file;
  private final IdEncoder encoder;

  private TextTokenizer(HuggingFaceTokenizer tokenizer, TokenizerFile file) {
    this.tokenizer = tokenizer;
    this.file = file;
    encoder = IdEncoder.of(tokenizer.getHandle(), file);
  }

  /**
   * Loads a {@code tokenizer.json} of any type: WordPiece, BPE, Unigram or WordLevel.
   *
   * <p>The library behind it is native and ends the process where it is surprised. So a file is
   * checked before, and tried once in a process of its own if it has a regular expression that is
   * not known; that it went well is remembered in {@code runs/cache/tokenizers}.
   *
   * <p>The underlying library would access the network when first used. The system property {@code
   * ai.djl.offline} is set to prevent this, unless it is already set.
   *
   * @throws IllegalArgumentException if there is no such file or it is not a tokenizer that can be
   *     used, naming the field and its value
   */
  public static TextTokenizer load(Path tokenizerJson) {
    return of(vouched(tokenizerJson));
  }

  /**
   * Loads the tokenizer of a model's folder: {@code tokenizer.json}, or else {@code vocab.txt}
   * (BERT's WordPiece), or else {@code vocab.json} and {@code merges.txt} (GPT-2's and OPT's
   * byte-level byte-pair encoding), with {@code tokenizer_config.json}, {@code
   * special_tokens_map.json} and {@code added_tokens.json} where they are there.
   *
   * @throws IllegalArgumentException if there is none, naming the files that were looked for, or if
   *     a file is not part of a tokenizer
   */
  public static TextTokenizer read(Path folder) {
    return of(checked(folder));
  }

  /**
   * Refuses the tokenizer of a model's folder if it has ids that the model does not have.
   *
   * @throws IllegalArgumentException with both numbers, or as {@link #read} does
   */
  public static void requireFit(Path folder, int vocabSize) {
    checked(folder).requireFit(vocabSize);
  }

  private static TokenizerFile vouched(Path tokenizerJson) {
    VouchedFiles.require(tokenizerJson);
    return TokenizerFile.read(tokenizerJson);
  }

  private static TokenizerFile checked(Path folder) {
    Path json = folder.resolve(TokenizerFolder.TOKENIZER);
    return Files.exists(json)
        ? vouched(json)
        : TokenizerFile.of(TokenizerFolder.convert(folder), file(folder).orElse(folder));
  }

  /**
   * The {@code tokenizer.json} of a model's folder, made from the other files if there is none.
   *
   * @throws IllegalArgumentException as {@link #read} does
   */
  public static byte[] json(Path folder) throws IOException {
    Path json = folder.resolve(TokenizerFolder.TOKENIZER);
    return Files.exists(json)
        ? Files.readAllBytes(json)
        : TokenizerJson.bytes(TokenizerFolder.convert(folder));
  }

  /** The file of a folder by which {@link #read} knows its tokenizer, if there is one. */
  public static Optional<Path> file(Path folder) {
    return TokenizerFolder.MAIN_FILES.stream()
        .map(folder::resolve)
        .filter(Files::exists)
        .findFirst();
  }

  private static TextTokenizer of(TokenizerFile file) {
    TRIAL.require(file);
    NativeTokenizers.prepare();
    try {
      byte[] json = file.json().getBytes(StandardCharsets.UTF_8);
      return new TextTokenizer(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS), file);
    } catch (IOException e) {
      throw FileFaults.unreadable(file.source(), e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          file.source() + ": not a usable tokenizer: " + e.getMessage(), e);
    }
  }

  /**
   * The number of ids: every id is smaller.
   *
   * @throws IllegalArgumentException if it is too large for any model
   */
  public int vocabularySize() {
    return file.vocabularySize();
  }

  /** Refuses a model that has not all ids, with both numbers. */
  public void requireFit(int vocabSize) {
    file.requireFit(vocabSize);
  }

  /** All of it as the text of a {@code tokenizer.json}: equal ones give equal ids. */
  public String definition() {
    return file.json();
  }

  /** The special tokens. */
  public SpecialTokens specials() {
    return SpecialTokens.of(file);
  }

  /**
   * What the tokenizer puts around a text, or else what BERT's would, if it has the tokens for it.
   */
  public Surroundings surroundings() {
    return Surroundings.of(file);
  }

  /**
   * The ids of a text alone, without the special tokens that models expect around it.
   *
   * @throws IllegalArgumentException if the text is too long for Java's heap, with both numbers, or
   *     the tokenizer has no token for what it does not know, and the text has some
   */
  public int[] encode(String text) {
    return encode(text, false);
  }

  /**
   * The ids of a text with the special tokens that models expect: {@code </s> text} or {@code [CLS]
   * text [SEP]}.
   *
   * @throws IllegalArgumentException as {@link #encode} does
   */
  public int[] encodeDocument(String text) {
    return encode(text, true);
  }

  private int[] encode(String text, boolean specialTokens) {
    file.vocabularySize();
    return encoder.ids(text, specialTokens);
  }

  /** {@link #encodeDocument} with what of it is special. */
  public DocumentTokens document(String text) {
    return new DocumentTokens(encodeDocument(text), file.before().size(), file.after().size());
  }

  /**
   * {@link #encode} of many texts, on all cores.
   *
   * @throws IllegalArgumentException as {@link #encode} does
   */
  public int[][] encodeAll(List<String> texts) {
    if (file.mayFail()) {
      // The library's batchEncode ends the process at the first text that it cannot encode.
      return texts.stream().map(this::encode).toArray(int[][]::new);
    }
    file.vocabularySize();
    return encoder.all(texts);
  }

  /** The text of the ids, special tokens spelled out. */
  public String decode(int[] ids) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), false);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
