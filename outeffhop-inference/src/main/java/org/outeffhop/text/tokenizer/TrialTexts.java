package org.outeffhop.text.tokenizer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts that a tokenizer is tried on: writing of many kinds, and what regular expressions often
 * need exponential time for, which is a short word repeated before something that does not fit.
 */
final class TrialTexts {
  private static final List<String> WRITING =
      List.of(
          "",
          " ",
          "The quick brown fox, it's 1234.56 and don't (ever) stop!\n\n\t  Done\r\n",
          "Caf\u00e9 cafe\u0301 na\u00efve \u00c5ngstr\u00f6m \ufb01ne \u00bd \u2460 \ufdfa",
          "\u4eca\u65e5\u306f \u4e16\u754c\u3001\u3053\u3093\u306b\u3061\u306f\u3002\ud55c\uad6d\uc5b4",
          "\u0645\u0631\u062d\u0628\u0627 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0928\u092e\u0938\u094d\u0924\u0947 \u200f\u05e9\u05dc\u05d5\u05dd",
          "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 \ud83c\uddeb\ud83c\uddf7 \ud83d\ude00 \u0301\u0302\u0303",
          "\u0000\u0001\u007f\u0085\u00a0\u2028\ufeff\ufffd\ue000\udbff\udffd \u2581\u2581 ##");

  private static final List<String> PARTS =
      List.of(
          "a", "b", "A", "1", " ", "\n", "\t", ".", "'", "_", "\u00e9", "\u4e2d", "\ud83d\ude00");
  private static final List<String> ENDS = List.of("", "!", "\u0001", "b", "\n");
  private static final Pattern LITERAL = Pattern.compile("[\\p{L}\\p{N}]{2,20}");

  private static final int REPEATED = 60;
  private static final int LONG = 2000;
  private static final int MOST_PARTS = 30;

  private TrialTexts() {}

  /** Gives all of them. */
  static void give(List<String> expressions, Consumer<String> texts) {
    WRITING.forEach(texts);
    List<String> parts = parts(expressions);
    List<String> ends = new ArrayList<>(ENDS);
    // The library does not look for an expression whose literal characters are nowhere.
    ends.add("!" + String.join("", parts));
    ends.add("\u0001" + String.join("", parts));
    for (String end : ends) {
      for (String part : parts) {
        texts.accept(part.repeat(LONG) + end);
        for (String other : parts) {
          texts.accept((part + other).repeat(REPEATED) + end);
          texts.accept(part + other.repeat(REPEATED) + end);
        }
      }
    }
  }

  /** Single characters of all kinds, and what is spelled out in the expressions. */
  private static List<String> parts(List<String> expressions) {
    Set<String> parts = new LinkedHashSet<>(expressions.isEmpty() ? List.of() : PARTS);
    for (String expression : expressions) {
      Matcher literals = LITERAL.matcher(expression);
      while (literals.find()) {
        parts.add(literals.group());
      }
      expression.codePoints().mapToObj(Character::toString).forEach(parts::add);
    }
    return new ArrayList<>(parts).subList(0, Math.min(parts.size(), MOST_PARTS));
  }
}
