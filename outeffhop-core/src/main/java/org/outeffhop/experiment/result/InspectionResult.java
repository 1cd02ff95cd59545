package org.outeffhop.experiment.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint is, and what was measured on it.
 *
 * @param checkpoint the folder
 * @param architecture Hugging Face's name of the class
 * @param dimensions what shapes the model, under the names of {@code config.json}
 * @param parts the number of trained scalars by what they are for
 * @param parameters their sum
 * @param types the number of scalars in the files by element type
 * @param files the weights
 * @param tokenizer null where there is none
 * @param embeddings how texts become embeddings, and who says so, in sentences; none where that is
 *     not what the model is for
 * @param leftOut tensors of the files that the model does not have
 * @param ignored what the files hold besides tensors
 * @param measures null where nothing was measured
 */
public record InspectionResult(
    String checkpoint,
    String architecture,
    Map<String, Object> dimensions,
    Attention attention,
    Map<String, Long> parts,
    long parameters,
    Map<String, Long> types,
    List<WeightFileSize> files,
    Tokenizer tokenizer,
    List<String> embeddings,
    List<String> leftOut,
    List<String> ignored,
    Measures measures) {

  /**
   * The attention method.
   *
   * @param source where the method's name comes from
   * @param settings the method's own, under the names of {@code config.json}
   */
  public record Attention(String method, Source source, Map<String, Object> settings) {}

  /** Where an attention method's name comes from. */
  public enum Source {
    /** {@code config.json} says it. */
    @JsonProperty("config.json")
    CONFIG,
    /** The caller said it. */
    @JsonProperty("given")
    GIVEN,
    /** Nobody said it, so it is vanilla. */
    @JsonProperty("assumed")
    ASSUMED
  }

  /**
   * A file of weights.
   *
   * @param name within the folder
   * @param bytes its size on disk
   */
  public record WeightFileSize(String name, long bytes) {}

  /**
   * The tokenizer's file.
   *
   * @param name within the folder
   * @param vocabularySize every id is smaller
   */
  public record Tokenizer(String name, int vocabularySize) {}

  /**
   * What was measured in full precision, over batches of text.
   *
   * @param data the text
   * @param heldOutShare of its documents, those that a comparison does not train on; 1 for all
   * @param blocks of tokens that the documents make, of which the batches are drawn; whole texts
   *     for an encoder without a head
   * @param batches how many
   * @param batchSize sequences in each
   * @param length tokens in each sequence; in the longest text for an encoder without a head
   * @param perplexity of the labels; null where the model has no head to predict them
   * @param averageKurtosis the mean over modules
   * @param maximumInfinityNorm the largest module's
   * @param diagnosis whose the outliers are
   * @param authors the outliers as the scripts of the paper's authors compute them; left out of
   *     files where that was not asked for
   */
  public record Measures(
      String data,
      double heldOutShare,
      int blocks,
      int batches,
      int batchSize,
      int length,
      Double perplexity,
      double averageKurtosis,
      double maximumInfinityNorm,
      List<Module> modules,
      DiagnosisResult diagnosis,
      @JsonInclude(JsonInclude.Include.NON_NULL) Outliers authors) {}

  /**
   * Outliers in full precision.
   *
   * @param averageKurtosis the mean over modules
   * @param maximumInfinityNorm the largest module's
   */
  public record Outliers(
      double averageKurtosis, double maximumInfinityNorm, List<Module> modules) {}

  /** A module's outliers, each the mean over samples. */
  public record Module(String module, double kurtosis, double maximumInfinityNorm) {}
}
