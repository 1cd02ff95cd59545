package org.outeffhop.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import org.outeffhop.files.JsonFile;
import org.outeffhop.hopfield.AttentionMethod;

/**
 * What is known of a stored model's settings, in the form of Hugging Face's {@code config.json}.
 *
 * @param file where they are from, which errors name
 * @param fields by name
 */
public record ConfigFile(Path file, ObjectNode fields) {
  private static final long MAX_BYTES = 1L << 24;

  /**
   * Reads a {@code config.json}.
   *
   * @throws IllegalArgumentException if it is missing, too long or no JSON object
   */
  public static ConfigFile read(Path file) {
    return new ConfigFile(file, JsonFile.readObject(file, MAX_BYTES));
  }

  /**
   * The settings as a model takes them.
   *
   * @param method the attention method of a model whose file does not say it; vanilla where neither
   *     does
   * @throws IllegalArgumentException naming the file, the field, its value and what would be right;
   *     also where the file says another method
   */
  public ModelConfig config(Optional<AttentionMethod> method) {
    ConfigFields known = ConfigFields.of(this, method);
    return known.modelType().read(known);
  }

  /**
   * The name of Hugging Face's class that wrote it, such as {@code BertForMaskedLM}; empty where it
   * does not say.
   */
  public String architecture() {
    return ConfigFields.of(this, Optional.empty()).architecture();
  }

  /** Whether it says its attention method, which Hugging Face's own do not. */
  public boolean namesAttention() {
    return ConfigFields.of(this, Optional.empty()).namesAttention();
  }
}
