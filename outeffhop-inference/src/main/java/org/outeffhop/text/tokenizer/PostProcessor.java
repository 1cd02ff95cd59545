package org.outeffhop.text.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What puts special tokens around a text.
 *
 * @param before ids in front of a text
 * @param after ids behind it
 * @param largestId of those that it knows; -1 where there are none
 */
record PostProcessor(List<Long> before, List<Long> after, long largestId) {
  private static final long LARGEST_ID = 0xFFFF_FFFFL;
  private static final int MOST_TOKENS = 1000;
  private static final String TEMPLATE = "TemplateProcessing";
  private static final List<String> TYPES =
      List.of(TEMPLATE, "BertProcessing", "RobertaProcessing", "ByteLevel", "Sequence");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if the library could not bear it
   */
  static PostProcessor of(Part processor) {
    Reader reader = new Reader();
    if (!processor.isMissing()) {
      reader.read(processor);
    }
    return new PostProcessor(List.copyOf(reader.before), List.copyOf(reader.after), reader.largest);
  }

  /** Reads a processor and those in it. */
  private static final class Reader {
    private final List<Long> before = new ArrayList<>();
    private final List<Long> after = new ArrayList<>();
    private long largest = -1;
    private int surrounding;

    private void read(Part processor) {
      String type = processor.type(TYPES);
      // The library does not look at the type, and knows these two by their fields before the
      // others.
      boolean enclosing = type.equals("BertProcessing") || type.equals("RobertaProcessing");
      if (!enclosing && processor.node().has("sep") && processor.node().has("cls")) {
        throw processor
            .at("type")
            .wrong("a processor with sep and cls is BertProcessing or RobertaProcessing");
      }
      switch (type) {
        case TEMPLATE -> template(processor);
        case "Sequence" -> sequence(processor);
        case "ByteLevel" -> {
          // It changes offsets only.
        }
        default -> {
          after.add(enclosed(processor.at("sep")));
          before.add(enclosed(processor.at("cls")));
          requireOnlyOne(processor);
        }
      }
    }

    private void sequence(Part processor) {
      if (processor.node().has("single") && processor.node().has("pair")) {
        throw processor.at("type").wrong("a processor with single and pair is " + TEMPLATE);
      }
      processor.at("processors").elements().forEach(this::read);
    }

    /** A text is in pieces after one of them, which the next would take for several texts. */
    private void requireOnlyOne(Part processor) {
      if (++surrounding > 1) {
        throw processor
            .at("type")
            .wrong("only one of a sequence can put special tokens around a text");
      }
    }

    private long enclosed(Part token) {
      List<Part> pair = token.elements();
      if (pair.size() != 2) {
        throw token.wrong("it must be a token and its id");
      }
      pair.get(0).text();
      return id(pair.get(1));
    }

    private void template(Part processor) {
      requireOnlyOne(processor);
      Part tokens = processor.at("special_tokens");
      if (!tokens.node().isObject()) {
        throw tokens.wrong("it must map names to ids and tokens");
      }
      for (Map.Entry<String, JsonNode> entry : tokens.node().properties()) {
        Part token = tokens.at(entry.getKey());
        List<Part> ids = token.at("ids").elements();
        if (ids.size() != token.at("tokens").elements().size()) {
          throw token.wrong("it must have as many ids as tokens");
        }
        ids.forEach(this::id);
      }
      pieces(processor.at("pair"), tokens, Set.of("A", "B"));
      before.clear();
      after.clear();
      pieces(processor.at("single"), tokens, Set.of("A"));
    }

    private void pieces(Part template, Part tokens, Set<String> texts) {
      Set<String> used = new HashSet<>();
      for (Part piece : template.elements()) {
        Part special = piece.at("SpecialToken").at("id");
        if (special.isMissing()) {
          used.add(piece.at("Sequence").at("id").text());
        } else if (!tokens.node().has(special.text())) {
          throw special.wrong("it is not in %s".formatted(tokens.path()));
        } else {
          List<Long> side = used.isEmpty() ? before : after;
          tokens.at(special.text()).at("ids").elements().forEach(id -> side.add(id(id)));
        }
      }
      if (!texts.containsAll(used) || !used.contains("A")) {
        throw template.wrong("its texts are %s; they can be %s".formatted(used, texts));
      }
      if (before.size() + after.size() > MOST_TOKENS) {
        throw template.wrong(
            String.format(
                Locale.ROOT,
                "it has %d special tokens; %d is the most",
                before.size() + after.size(),
                MOST_TOKENS));
      }
    }

    private long id(Part id) {
      long value = id.whole(0, LARGEST_ID);
      largest = Math.max(largest, value);
      return value;
    }
  }
}
