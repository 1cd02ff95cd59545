package org.outeffhop.text;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is done to a text before it is cut into tokens.
 *
 * @param strips whether white space around it is left out, as Sentence Transformers does
 * @param lowerCase whether it is put into small letters
 * @param prompts that can be put in front, by name
 * @param chosen the name of the one that is put in front
 * @param included whether a prompt's tokens are pooled as well
 */
public record PromptSettings(
    boolean strips,
    boolean lowerCase,
    Map<String, String> prompts,
    Optional<String> chosen,
    boolean included) {
  static final String FILE = "config_sentence_transformers.json";

  /**
   * Checks that the chosen prompt is there, and that it can be obeyed.
   *
   * @throws IllegalArgumentException if not
   */
  public PromptSettings {
    prompts = Collections.unmodifiableMap(new TreeMap<>(prompts));
    if (chosen.isPresent() && !prompts.containsKey(chosen.get())) {
      throw new IllegalArgumentException(
          "%s has no prompt '%s'; it has %s"
              .formatted(
                  FILE,
                  chosen.get(),
                  prompts.isEmpty() ? "none" : String.join(", ", prompts.keySet())));
    }
    if (!included && chosen.isPresent() && !prompts.get(chosen.get()).isEmpty()) {
      throw new IllegalArgumentException(
          "include_prompt of the pooling's settings is false and the prompt '%s' of %s is used; pooling without a prompt's tokens is not supported"
              .formatted(chosen.get(), FILE));
    }
  }

  static PromptSettings of(SettingsFile transformer, SettingsFile config, PoolingSettings pooling) {
    return new PromptSettings(
        !transformer.json().isEmpty() || !pooling.source().isEmpty(),
        transformer.flag("do_lower_case", false),
        config.texts("prompts"),
        config.text("default_prompt_name"),
        pooling.includesPrompt());
  }

  /**
   * With another prompt.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public PromptSettings withPrompt(String name) {
    return new PromptSettings(strips, lowerCase, prompts, Optional.of(name), included);
  }

  /** A text as the tokenizer takes it. */
  public String prepared(String text) {
    String whole = prompt() + text;
    String bare = strips ? whole.strip() : whole;
    return lowerCase ? bare.toLowerCase(Locale.ROOT) : bare;
  }

  private String prompt() {
    return chosen.map(prompts::get).orElse("");
  }

  /** What people are told of the prompt; nothing where there is none. */
  Optional<String> note() {
    return prompt().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Prompt in front of every text: '%s' (%s of %s)"
                .formatted(prompt(), chosen.get(), FILE));
  }
}
