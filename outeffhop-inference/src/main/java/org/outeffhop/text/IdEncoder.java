package org.outeffhop.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.outeffhop.machine.ProcessMemory;
import org.outeffhop.text.tokenizer.TokenizerFile;

/**
 * Texts to ids alone. The library's wrapper also copies tokens, offsets and masks, which takes more
 * than twice the time, and ends the process where Java's heap is too small for them.
 *
 * @param handle of the native tokenizer
 * @param source the tokenizer's file, for messages
 * @param most letters of a text, and half as many tokens
 * @param growth of a text, as {@link TokenizerFile#growth} says
 * @param free bytes of memory outside Java's heap
 */
record IdEncoder(long handle, Path source, long most, long growth, LongSupplier free) {
  /** A piece of a text whose ids fit into any heap, however much a tokenizer lengthens it. */
  private static final int PIECE = 1 << 16;

  /** What the library takes for a letter while it encodes, as measured on texts of 16 MB. */
  private static final int NATIVE_BYTES = 160;

  private static final int SHOWN = 40;

  /** With a limit by the heap, which holds a text and its ids several times over. */
  static IdEncoder of(long handle, TokenizerFile file) {
    int shareOfHeap = 64;
    return new IdEncoder(
        handle,
        file.source(),
        Runtime.getRuntime().maxMemory() / shareOfHeap,
        file.growth(),
        ProcessMemory::roomForTensors);
  }

  /**
   * The ids of a text.
   *
   * @throws IllegalArgumentException if the text is too long for the heap or the free memory, with
   *     both numbers, or the tokenizer has no token for some of it
   */
  int[] ids(String text, boolean specialTokens) {
    requireBearable(text);
    return bearable(text, specialTokens);
  }

  /** {@link #ids} of many texts, on all cores; they must be such that each can be encoded. */
  int[][] all(List<String> texts) {
    texts.forEach(this::requireBearable);
    TokenizersLibrary library = TokenizersLibrary.LIB;
    long[] encodings = library.batchEncode(handle, texts.toArray(String[]::new), false);
    try {
      return Arrays.stream(encodings)
          .mapToObj(encoding -> ints(library.getTokenIds(encoding)))
          .toArray(int[][]::new);
    } finally {
      Arrays.stream(encodings).forEach(library::deleteEncoding);
    }
  }

  private void requireBearable(String text) {
    if (text.length() > most) {
      throw tooLong(text, text.length(), "letters", most);
    }
    if (text.length() <= PIECE) {
      return;
    }
    long room = free.getAsLong() / NATIVE_BYTES;
    if (text.length() > room) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the text '%s' has %d letters; %d is the most that the free memory encodes at once; shorten it, or write it as several",
              shortened(text),
              text.length(),
              room));
    }
    if (mostTokens(text) > most / 2) {
      requireFewTokens(text);
    }
  }

  /**
   * As many tokens as a text could have: one for each byte, in the longest of Unicode's forms and
   * with capital letters that become two.
   */
  long mostTokens(String text) {
    String longest = Normalizer.normalize(text, Normalizer.Form.NFKD);
    return 2 * growth * bytes(longest) + 1;
  }

  /** How many bytes a text takes in UTF-8, or more: six for a pair of surrogates. */
  private static long bytes(String text) {
    return text.chars().mapToLong(c -> c < 0x80 ? 1 : c < 0x800 ? 2 : 3).sum();
  }

  /** Counts the tokens of a text in pieces. */
  private void requireFewTokens(String text) {
    long tokens = 0;
    for (int start = 0; start < text.length(); ) {
      int end = Math.min(text.length(), start + PIECE);
      end -= Character.isHighSurrogate(text.charAt(end - 1)) && end < text.length() ? 1 : 0;
      tokens += bearable(text.substring(start, end), false).length;
      if (tokens > most / 2) {
        throw tooLong(text, tokens, "tokens or more", most / 2);
      }
      start = end;
    }
  }

  private int[] bearable(String text, boolean specialTokens) {
    TokenizersLibrary library = TokenizersLibrary.LIB;
    long encoding;
    try {
      encoding = library.encode(handle, text, specialTokens);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "%s cannot encode the text '%s': %s".formatted(source, shortened(text), e.getMessage()),
          e);
    }
    try {
      return ints(library.getTokenIds(encoding));
    } finally {
      library.deleteEncoding(encoding);
    }
  }

  private static IllegalArgumentException tooLong(
      String text, long size, String unit, long largest) {
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "the text '%s' has %d %s; %d is the most that is encoded at once; shorten it, or give Java a larger heap, as with OUTEFFHOP_JAVA_OPTS=-Xmx4g",
            shortened(text),
            size,
            unit,
            largest));
  }

  private static String shortened(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + ".." : text;
  }

  private static int[] ints(long[] ids) {
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }
}
