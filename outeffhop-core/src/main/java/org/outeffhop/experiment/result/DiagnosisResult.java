package org.outeffhop.experiment.result;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Whose the outliers of a model are: what its heads do, and where the outlier elements of its
 * modules lie, those with |x - mean| > 6 standard deviations of the output in a sample.
 *
 * @param sentence what the numbers say
 * @param owner null where no sample was long enough, or samples have no tokens
 * @param samples that were looked at, those of less than 9 tokens left out
 * @param tokens in them
 * @param sinkTokenShare the share of them that some head sinks into: other tokens give them more
 *     than 0.3 of their weight in the mean
 * @param sinkTokens what those are, the most frequent first
 * @param outliers outlier elements of all modules
 * @param averageKurtosis the mean over modules
 * @param averageKurtosisWithoutSinks the same with the rows of tokens left out that heads sink
 *     into; null where no others are left
 * @param heads in the order of the forward pass
 * @param modules in the order of the forward pass
 */
public record DiagnosisResult(
    String sentence,
    Owner owner,
    long samples,
    long tokens,
    double sinkTokenShare,
    List<TokenShare> sinkTokens,
    Outliers outliers,
    double averageKurtosis,
    Double averageKurtosisWithoutSinks,
    List<Head> heads,
    List<Module> modules) {

  /** Copies what it is given. */
  public DiagnosisResult {
    sinkTokens = List.copyOf(sinkTokens);
    heads = List.copyOf(heads);
    modules = List.copyOf(modules);
  }

  /** Whose outliers are. */
  public enum Owner {
    /** Most, and most of what outliers add to kurtosis, is at tokens that heads sink into. */
    @JsonProperty("attention")
    ATTENTION,
    /** Most of what outliers add to kurtosis is there; most outliers are not. */
    @JsonProperty("attention by kurtosis")
    BY_KURTOSIS,
    /** Most outliers are there; most of what they add to kurtosis is not. */
    @JsonProperty("attention by number")
    BY_NUMBER,
    /** Neither is. */
    @JsonProperty("not attention")
    OTHER,
    /** There is less than one in a sample. */
    @JsonProperty("none")
    NONE
  }

  /**
   * A token, and its share of the tokens that heads sink into.
   *
   * @param token its text, or its position
   */
  public record TokenShare(String token, double share) {}

  /**
   * Outlier elements, at three kinds of tokens.
   *
   * @param count their number
   * @param byNumber the shares of it
   * @param byKurtosis the shares of what they add to kurtosis
   */
  public record Outliers(long count, Shares byNumber, Shares byKurtosis) {}

  /**
   * The shares of an amount; 0 where there is none.
   *
   * @param atSinks at tokens that heads sink into
   * @param atDelimiters at special tokens, punctuation and line ends that no head sinks into
   * @param elsewhere at all others
   */
  public record Shares(double atSinks, double atDelimiters, double elsewhere) {}

  /**
   * What a head does with its weight; shares are of the queries that are not padding.
   *
   * @param module the attention module
   * @param head from 0
   * @param firstKeySinkRate queries that give more than 0.3 of their weight to the first key
   * @param sinkRate queries that give more than 0.3 of their weight to one key, whichever
   * @param noOpMass the mean of 1 - the sum of the weights
   * @param mostAttended the token that gets most weight: its text, or its position
   * @param mostAttendedWeight what it gets, the mean over queries
   * @param mostAttendedSinkRate queries that give more than 0.3 of their weight to one of it
   * @param valueLength the mean 2-norm of its value vectors
   * @param otherValueLength the same of all other tokens; null where there are none
   */
  public record Head(
      String module,
      int head,
      double firstKeySinkRate,
      double sinkRate,
      double noOpMass,
      String mostAttended,
      double mostAttendedWeight,
      double mostAttendedSinkRate,
      double valueLength,
      Double otherValueLength) {}

  /**
   * Where a module's outlier elements lie.
   *
   * @param channels the number of channels that have any
   * @param topChannels the three that have most
   * @param kurtosis the mean over samples
   * @param kurtosisWithoutSinks the same with the rows of tokens left out that heads sink into;
   *     null where no others are left
   */
  public record Module(
      String module,
      Outliers outliers,
      int channels,
      List<ChannelShare> topChannels,
      double kurtosis,
      Double kurtosisWithoutSinks) {}

  /** A channel, and its share of the module's outlier elements. */
  public record ChannelShare(int channel, double share) {}
}
