package org.outeffhop.data;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outeffhop.tensor.VouchedFiles;

/**
 * Text to token ids and back, by Hugging Face's tokenizers library.
 *
 * <p>It holds native memory: close it. A special token spelled out in a text becomes that token.
 */
public final class TextTokenizer implements AutoCloseable {
  private static final Map<String, String> OPTIONS =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  private final HuggingFaceTokenizer tokenizer;
  private final TokenizerJson.Summary summary;

  private TextTokenizer(HuggingFaceTokenizer tokenizer, TokenizerJson.Summary summary) {
    this.tokenizer = tokenizer;
    this.summary = summary;
  }

  /**
   * Loads a {@code tokenizer.json}.
   *
   * <p>The underlying library would access the network when first used. The system property {@code
   * ai.djl.offline} is set to prevent this, unless it is already set.
   *
   * @throws IllegalArgumentException if there is no such file or it is not a tokenizer
   */
  public static TextTokenizer load(Path tokenizerJson) {
    VouchedFiles.require(tokenizerJson);
    return of(
        TokenizerJson.parse(tokenizerJson),
        tokenizerJson,
        () -> HuggingFaceTokenizer.newInstance(tokenizerJson, OPTIONS));
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
    Path json = folder.resolve(TokenizerFolder.TOKENIZER);
    if (Files.exists(json)) {
      return load(json);
    }
    ObjectNode made = TokenizerFolder.convert(folder);
    return of(
        made,
        folder,
        () ->
            HuggingFaceTokenizer.newInstance(
                new ByteArrayInputStream(TokenizerJson.bytes(made)), OPTIONS));
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

  private interface Opener {
    HuggingFaceTokenizer open() throws IOException;
  }

  private static TextTokenizer of(JsonNode json, Path source, Opener opener) {
    TokenizerJson.Summary summary = TokenizerJson.summary(json, source);
    NativeTokenizers.prepare();
    try {
      return new TextTokenizer(opener.open(), summary);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + source + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(source + ": not a usable tokenizer: " + e.getMessage(), e);
    }
  }

  /** The number of ids: every id is smaller. */
  public int vocabularySize() {
    return summary.vocabularySize();
  }

  /** The special tokens. */
  public SpecialTokens specials() {
    return summary.specials();
  }

  /** The ids of a text alone, without the special tokens that models expect around it. */
  public int[] encode(String text) {
    return ints(tokenizer.encode(text, false, false).getIds());
  }

  /**
   * The ids of a text with the special tokens that models expect: {@code </s> text} or {@code [CLS]
   * text [SEP]}.
   */
  public int[] encodeDocument(String text) {
    return ints(tokenizer.encode(text, true, false).getIds());
  }

  /** {@link #encode} of many texts, on all cores. */
  public int[][] encodeAll(List<String> texts) {
    // The wrapper's batchEncode also copies tokens, offsets and masks, which more than doubles the
    // time.
    TokenizersLibrary library = TokenizersLibrary.LIB;
    long[] encodings =
        library.batchEncode(tokenizer.getHandle(), texts.toArray(String[]::new), false);
    try {
      return Arrays.stream(encodings)
          .mapToObj(encoding -> ints(library.getTokenIds(encoding)))
          .toArray(int[][]::new);
    } finally {
      Arrays.stream(encodings).forEach(library::deleteEncoding);
    }
  }

  /** The text of the ids, special tokens spelled out. */
  public String decode(int[] ids) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), false);
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private static int[] ints(long[] ids) {
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }
}
