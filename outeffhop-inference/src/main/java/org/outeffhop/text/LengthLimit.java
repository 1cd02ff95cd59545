package org.outeffhop.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.JsonFile;

/**
 * How long a model's own settings let a text be, special tokens included.
 *
 * @param most tokens; empty: nothing says it
 * @param source the setting that says it, for people
 * @param keepsEnd whether longer texts lose their beginning instead of their end
 */
public record LengthLimit(OptionalInt most, String source, boolean keepsEnd) {
  static final String FILE = "tokenizer_config.json";
  private static final String TRUNCATION = "truncation";
  private static final JsonFactory JSON = new ObjectMapper().getFactory();

  /**
   * Reads the limit of a folder. Of the settings that say one, the first holds: {@code
   * max_seq_length} of Sentence Transformers, {@code model_max_length} of {@code
   * tokenizer_config.json}, {@code truncation} of {@code tokenizer.json}.
   */
  static LengthLimit read(Path folder, SettingsFile sentences) {
    SettingsFile tokenizer = SettingsFile.read(folder.resolve(FILE));
    SettingsFile own = truncation(folder.resolve(TokenizerFolder.TOKENIZER));
    String older = tokenizer.says("model_max_length") ? "model_max_length" : "max_len";
    boolean end =
        tokenizer
            .word("truncation_side", Set.of("left", "right"))
            .or(() -> own.word("direction", Set.of("Left", "Right")))
            .map(side -> side.equalsIgnoreCase("left"))
            .orElse(false);
    return said(sentences, "max_seq_length", "", end)
        .or(() -> said(tokenizer, older, "", end))
        .or(() -> said(own, "max_length", TRUNCATION + ".", end))
        .orElse(new LengthLimit(OptionalInt.empty(), "", end));
  }

  private static Optional<LengthLimit> said(
      SettingsFile settings, String name, String within, boolean keepsEnd) {
    OptionalInt most = settings.tokens(name);
    return most.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new LengthLimit(
                most,
                "%s%s of %s".formatted(within, name, settings.file().getFileName()),
                keepsEnd));
  }

  /** The tokenizer's own truncation; the file may be large and is read no further than to it. */
  private static SettingsFile truncation(Path file) {
    SettingsFile none = new SettingsFile(file, new ObjectMapper().createObjectNode());
    if (!Files.exists(file)) {
      return none;
    }
    try (JsonParser parser = JSON.createParser(file.toFile())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return none;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean here = parser.currentName().equals(TRUNCATION);
        if (parser.nextToken() == JsonToken.START_OBJECT && here) {
          return new SettingsFile(file, parser.<ObjectNode>readValueAsTree());
        }
        parser.skipChildren();
      }
      return none;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + ": not JSON: " + JsonFile.reason(e), e);
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
  }

  /** The limit of a model with so many positions, where there is one. */
  public OptionalInt within(int positions) {
    return most.isEmpty() ? most : OptionalInt.of(Math.min(most.getAsInt(), positions));
  }

  /** What people are told of it; nothing where nothing says a limit. */
  Optional<String> note() {
    return most.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "Longest text: %d tokens (%s%s)",
                most.getAsInt(),
                source,
                keepsEnd ? ", longer ones keep their end" : ""));
  }

  /** At most so many ids: the first ones, or the last ones where a text keeps its end. */
  public int[] cut(int[] ids, int most) {
    int kept = Math.min(ids.length, Math.max(0, most));
    int first = keepsEnd ? ids.length - kept : 0;
    return Arrays.copyOfRange(ids, first, first + kept);
  }
}
