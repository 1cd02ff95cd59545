package org.outeffhop.experiment.result;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

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

  /** The share of queries that give more than 0.3 of their weight to one key, mean over heads. */
  public static final String SINK_RATE = "sink_rate";

  /** The share that gives as much to the first key. */
  public static final String FIRST_KEY_SINK_RATE = "first_key_sink_rate";

  /** The mean of 1 - the sum of weights. */
  public static final String NO_OP_MASS = "no_op_mass";

  /** The share of tokens that some head sinks into. */
  public static final String SINK_TOKENS = "sink_token_share";

  /** Outlier elements of all modules in a sample, the mean. */
  public static final String OUTLIERS = "outliers_per_sample";

  /** The share of outlier elements at tokens that heads sink into. */
  public static final String AT_SINKS = "outliers_at_sinks";

  /** The share at those of what outlier elements add to kurtosis. */
  public static final String KURTOSIS_AT_SINKS = "outlier_kurtosis_at_sinks";

  /** The average kurtosis without the rows of those tokens. */
  public static final String KURTOSIS_WITHOUT_SINKS = "average_kurtosis_without_sinks";

  /** The file in a run's folder. */
  public static final String FILE = "diagnosis.json";

  /** Copies the lists, which must not be missing. */
  public DiagnosisResult {
    require(sentence, "sentence");
    require(outliers, "outliers");
    sinkTokens = copy("sink_tokens", sinkTokens);
    heads = copy("heads", heads);
    modules = copy("modules", modules);
  }

  private static void require(Object value, String name) {
    if (value == null) {
      throw new IllegalArgumentException("a diagnosis has no " + name);
    }
  }

  private static <T> List<T> copy(String name, List<T> list) {
    require(list, name);
    list.forEach(one -> require(one, "element in one place of its " + name));
    return List.copyOf(list);
  }

  /** The numbers of the whole model, by name, for tables and curves. */
  public Map<String, Double> numbers() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    if (!heads.isEmpty()) {
      numbers.put(SINK_RATE, mean(Head::sinkRate));
      numbers.put(FIRST_KEY_SINK_RATE, mean(Head::firstKeySinkRate));
      numbers.put(NO_OP_MASS, mean(Head::noOpMass));
    }
    if (owner != null) {
      numbers.put(SINK_TOKENS, sinkTokenShare);
      numbers.put(OUTLIERS, (double) outliers.count() / samples);
      numbers.put(AT_SINKS, outliers.byNumber().atSinks());
      numbers.put(KURTOSIS_AT_SINKS, outliers.byKurtosis().atSinks());
      if (averageKurtosisWithoutSinks != null) {
        numbers.put(KURTOSIS_WITHOUT_SINKS, averageKurtosisWithoutSinks);
      }
    }
    return numbers;
  }

  private double mean(ToDoubleFunction<Head> measure) {
    return heads.stream().mapToDouble(measure).average().orElseThrow();
  }

  /** Whose outliers are, from {@link #numbers}; nothing where those do not tell. */
  public static Optional<Owner> owner(Map<String, Double> numbers) {
    if (!numbers
        .keySet()
        .containsAll(List.of(OUTLIERS, SINK_TOKENS, AT_SINKS, KURTOSIS_AT_SINKS))) {
      return Optional.empty();
    }
    return Optional.of(
        Owner.of(
            numbers.get(OUTLIERS),
            numbers.get(SINK_TOKENS),
            numbers.get(AT_SINKS),
            numbers.get(KURTOSIS_AT_SINKS)));
  }

  /**
   * Whose outliers are. They are attention's if more than half of them is at tokens that heads sink
   * into, and more than twice as much as such tokens are of all.
   */
  public enum Owner {
    /** Attention's, by number and by what they add to kurtosis. */
    @JsonProperty("attention")
    ATTENTION("attention's"),
    /** Attention's by what they add to kurtosis; most are others. */
    @JsonProperty("attention by kurtosis")
    BY_KURTOSIS("attention's by kurtosis"),
    /** Attention's by number; most of the kurtosis is that of others. */
    @JsonProperty("attention by number")
    BY_NUMBER("attention's by number"),
    /** Not attention's. */
    @JsonProperty("not attention")
    OTHER("not attention's"),
    /** There is less than one in a sample. */
    @JsonProperty("none")
    NONE("none");

    private static final double MOST = 0.5;
    private static final double DENSER = 2;

    private final String text;

    Owner(String text) {
      this.text = text;
    }

    /**
     * What follows from the numbers.
     *
     * @param perSample outlier elements of all modules in a sample, the mean
     * @param sinkTokens the share of tokens that heads sink into
     * @param byNumber the share of outlier elements at those
     * @param byKurtosis the share at those of what outlier elements add to kurtosis
     */
    public static Owner of(
        double perSample, double sinkTokens, double byNumber, double byKurtosis) {
      if (perSample < 1) {
        return NONE;
      }
      boolean number = isMost(byNumber, sinkTokens);
      if (isMost(byKurtosis, sinkTokens)) {
        return number ? ATTENTION : BY_KURTOSIS;
      }
      return number ? BY_NUMBER : OTHER;
    }

    private static boolean isMost(double share, double sinkTokens) {
      return share > MOST && share > DENSER * sinkTokens;
    }

    @Override
    public String toString() {
      return text;
    }
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
  public record Outliers(long count, Shares byNumber, Shares byKurtosis) {
    /** Checks that both are there. */
    public Outliers {
      require(byNumber, "shares by_number");
      require(byKurtosis, "shares by_kurtosis");
    }
  }

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
      Double otherValueLength) {
    /** Checks the names. */
    public Head {
      require(module, "module of a head");
      require(mostAttended, "most_attended of a head");
    }
  }

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
      Double kurtosisWithoutSinks) {
    /** Copies and checks what it is given. */
    public Module {
      require(module, "name of a module");
      require(outliers, "outliers of a module");
      topChannels = copy("top_channels", topChannels);
    }
  }

  /** A channel, and its share of the module's outlier elements. */
  public record ChannelShare(int channel, double share) {}
}
