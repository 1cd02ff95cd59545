package org.outeffhop.data;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

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
   * <p>The library behind it would look for a network when first used; that is switched off by the
   * system property {@code ai.djl.offline} unless the property is set.
   *
   * @throws IllegalArgumentException if there is no such file or it is no tokenizer
   */
  public static TextTokenizer load(Path tokenizerJson) {
    TokenizerJson.Summary summary = TokenizerJson.read(tokenizerJson);
    if (System.getProperty("ai.djl.offline") == null) {
      System.setProperty("ai.djl.offline", "true");
    }
    try {
      return new TextTokenizer(HuggingFaceTokenizer.newInstance(tokenizerJson, OPTIONS), summary);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + tokenizerJson + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          tokenizerJson + ": not a usable tokenizer: " + e.getMessage(), e);
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

  /** The ids of a text alone, without the special tokens that models want around it. */
  public int[] encode(String text) {
    return ints(tokenizer.encode(text, false, false).getIds());
  }

  /** The ids of a text as a model wants it: {@code </s> text} or {@code [CLS] text [SEP]}. */
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
