package org.outeffhop.text.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/**
 * The steps before and after a tokenizer's model. The types are those of version 0.21 of the
 * library, which reads what has no {@code type} by its fields; such files are refused here.
 */
final class Steps {
  private static final List<String> NORMALIZERS =
      List.of(
          "BertNormalizer",
          "ByteLevel",
          "Lowercase",
          "NFC",
          "NFD",
          "NFKC",
          "NFKD",
          "Nmt",
          "Precompiled",
          "Prepend",
          "Replace",
          "Sequence",
          "Strip",
          "StripAccents");
  private static final List<String> PRE_TOKENIZERS =
      List.of(
          "BertPreTokenizer",
          "ByteLevel",
          "CharDelimiterSplit",
          "Digits",
          "FixedLength",
          "Metaspace",
          "Punctuation",
          "Sequence",
          "Split",
          "UnicodeScripts",
          "Whitespace",
          "WhitespaceSplit");
  private static final List<String> DECODERS =
      List.of(
          "BPEDecoder",
          "ByteFallback",
          "ByteLevel",
          "CTC",
          "Fuse",
          "Metaspace",
          "Replace",
          "Sequence",
          "Strip",
          "WordPiece");

  private static final List<String> BEHAVIORS =
      List.of("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous");
  private static final List<String> PREPEND_SCHEMES = List.of("first", "never", "always");

  /** The regular expressions that cannot be judged by reading. */
  private final Collection<Part> expressions;

  Steps(Collection<Part> expressions) {
    this.expressions = expressions;
  }

  /** Returns how many times as many bytes it can make of a text, its Unicode forms aside. */
  long requireNormalizer(Part normalizer) {
    Growth growth = new Growth(normalizer);
    if (!normalizer.isMissing()) {
      normalizer(normalizer, growth);
    }
    return growth.factor();
  }

  private void normalizer(Part normalizer, Growth growth) {
    switch (normalizer.type(NORMALIZERS)) {
      case "Sequence" ->
          normalizer.at("normalizers").elements().forEach(step -> normalizer(step, growth));
      case "Precompiled" -> growth.times(CharsMap.growth(normalizer.at("precompiled_charsmap")));
      case "Replace" -> growth.times(replacement(normalizer));
      case "Prepend" -> {
        if (normalizer.at("prepend").text().isEmpty()) {
          throw normalizer
              .at("prepend")
              .wrong("it must not be empty; leave the step out to put nothing before a text");
        }
      }
      default -> {
        // The rest has no settings that could harm.
      }
    }
  }

  void requirePreTokenizer(Part preTokenizer) {
    if (preTokenizer.isMissing()) {
      return;
    }
    switch (preTokenizer.type(PRE_TOKENIZERS)) {
      case "Sequence" ->
          preTokenizer.at("pretokenizers").elements().forEach(this::requirePreTokenizer);
      case "Split" -> {
        pattern(preTokenizer.at("pattern"));
        preTokenizer.at("behavior").choice(BEHAVIORS);
      }
      case "CharDelimiterSplit" -> preTokenizer.at("delimiter").character();
      case "Metaspace" -> metaspace(preTokenizer);
      case "Punctuation" -> {
        if (!preTokenizer.at("behavior").node().isMissingNode()) {
          preTokenizer.at("behavior").choice(BEHAVIORS);
        }
      }
      case "FixedLength" -> {
        if (!preTokenizer.at("length").node().isMissingNode()) {
          preTokenizer.at("length").whole(1, Integer.MAX_VALUE);
        }
      }
      default -> {
        // The rest has no settings that could harm.
      }
    }
  }

  void requireDecoder(Part decoder) {
    if (!decoder.isMissing()) {
      decoder(decoder, new Growth(decoder));
    }
  }

  private void decoder(Part decoder, Growth growth) {
    switch (decoder.type(DECODERS)) {
      case "Sequence" -> decoder.at("decoders").elements().forEach(step -> decoder(step, growth));
      case "Replace" -> growth.times(replacement(decoder));
      case "Metaspace" -> metaspace(decoder);
      case "Strip" -> {
        if (decoder.at("stop").whole(0, Integer.MAX_VALUE) > 0) {
          throw decoder
              .at("stop")
              .wrong("the tokenizers library ends the process at a text that is too short for it");
        }
      }
      default -> {
        // The rest has no settings that could harm.
      }
    }
  }

  private static void metaspace(Part step) {
    step.at("replacement").character();
    if (!step.at("prepend_scheme").node().isMissingNode()) {
      step.at("prepend_scheme").choice(PREPEND_SCHEMES);
    }
  }

  private long replacement(Part replace) {
    long matched = pattern(replace.at("pattern"));
    return (bytes(replace.at("content").text()) + matched - 1) / matched;
  }

  /** Judges a pattern; returns how many bytes it matches at least, and one where it can be none. */
  private long pattern(Part pattern) {
    Part expression = pattern.at("Regex");
    if (expression.isMissing()) {
      String text = pattern.at("String").text();
      if (text.isEmpty()) {
        throw pattern.wrong("it must not be empty");
      }
      return bytes(text);
    }
    if (!KnownExpressions.contains(expression.text())) {
      expressions.add(expression);
    }
    return 1;
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
