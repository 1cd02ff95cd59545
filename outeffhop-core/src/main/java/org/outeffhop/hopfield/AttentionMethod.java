package org.outeffhop.hopfield;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.outeffhop.naming.Named;
import org.outeffhop.tensor.Parameters;

/** The attention methods that are compared, each with how its softmax is made. */
public enum AttentionMethod {
  /** Softmax. */
  VANILLA(always(new Softmax())),
  /** Softmax1: one step of the outlier-efficient Hopfield memory. */
  OUTEFFHOP(always(new Softmax1()), Trait.SINK),
  /** Clipped softmax. */
  CLIPPED(clipped(new Softmax()), Trait.CLIPPED),
  /** Softmax and a gate on every head. */
  GATED(always(new Softmax()), Trait.GATED),
  /** Clipped Softmax1. */
  CLIPPED_OUTEFFHOP(clipped(new Softmax1()), Trait.CLIPPED, Trait.SINK),
  /** Softmax1 and a gate on every head. */
  GATED_OUTEFFHOP(always(new Softmax1()), Trait.GATED, Trait.SINK),
  /** A trained sink logit a head. */
  LEARNED_SINK(
      (parameters, name, heads, config) ->
          new LearnedSink(parameters.constant(name + ".sink", 0, heads)),
      Trait.SINK),
  /** Sparsemax. */
  SPARSEMAX(always(new Sparsemax())),
  /** alpha-entmax with a trained alpha. */
  ENTMAX(
      (parameters, name, heads, config) ->
          new LearnedEntmax(parameters.normal(name + ".softmax.alpha", 1, 1)));

  /** What else than the softmax's formula the code around it must know. */
  private enum Trait {
    SINK,
    CLIPPED,
    GATED
  }

  /** Makes the softmax of an attention module. */
  private interface Factory {
    SoftmaxFunction create(Parameters parameters, String name, long heads, AttentionConfig config);
  }

  private final Factory factory;
  private final Set<Trait> traits = EnumSet.noneOf(Trait.class);

  AttentionMethod(Factory factory, Trait... traits) {
    this.factory = factory;
    this.traits.addAll(Arrays.asList(traits));
  }

  private static Factory always(SoftmaxFunction softmax) {
    return (parameters, name, heads, config) -> softmax;
  }

  private static Factory clipped(SinkSoftmax base) {
    return (parameters, name, heads, config) ->
        new ClippedSoftmax(base, config.gamma(), config.eta());
  }

  /**
   * The softmax of an attention module.
   *
   * @param parameters which it adds what it trains to
   * @param name the module's name
   * @param config how far it is stretched where it is clipped
   */
  SoftmaxFunction softmax(Parameters parameters, String name, long heads, AttentionConfig config) {
    return factory.create(parameters, name, heads, config);
  }

  boolean isClipped() {
    return traits.contains(Trait.CLIPPED);
  }

  /** Whether heads are gated. */
  public boolean isGated() {
    return traits.contains(Trait.GATED);
  }

  /** Whether a no-op pattern takes a share of the weights. */
  public boolean hasSink() {
    return traits.contains(Trait.SINK);
  }

  /** The method of a name as printed, such as {@code clipped-outeffhop}. */
  public static AttentionMethod of(String name) {
    return Named.value("attention", values(), name);
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
