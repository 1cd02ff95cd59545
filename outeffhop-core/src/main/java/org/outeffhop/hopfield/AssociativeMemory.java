package org.outeffhop.hopfield;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A memory to put patterns in and to ask.
 *
 * <p>A query moves by x := T(x), {@link OutlierEfficientHopfield}'s retrieval over the keys K, and
 * is answered V p(beta K^T x): the state itself where patterns are their own values
 * (auto-association), other vectors where values were stored with them (hetero-association). The
 * memory has no-op patterns after {@link #classify}, and a limit to what it answers after {@link
 * #calibrate}.
 *
 * <pre>{@code
 * try (AssociativeMemory memory = new AssociativeMemory(new Softmax1(), beta)) {
 *   memory.add(patterns);
 *   Retrieval retrieval = memory.retrieve(queries, RetrievalOptions.DEFAULT);
 * }
 * }</pre>
 */
public final class AssociativeMemory implements AutoCloseable {
  private final EnergySoftmax softmax;
  private final double beta;
  private StoredPairs pairs;
  private boolean[] noOps = new boolean[0];
  private AbstentionThreshold threshold = AbstentionThreshold.NEVER;
  private OutlierEfficientHopfield network;

  /**
   * An empty memory. Its first patterns decide its dimension and type.
   *
   * @param softmax {@link Softmax1} for the outlier-efficient memory
   * @param beta the inverse temperature, positive and finite
   */
  public AssociativeMemory(EnergySoftmax softmax, double beta) {
    Vectors.requireBeta(beta);
    this.softmax = softmax;
    this.beta = beta;
  }

  AssociativeMemory(
      EnergySoftmax softmax,
      double beta,
      StoredPairs pairs,
      boolean[] noOps,
      AbstentionThreshold threshold) {
    this(softmax, beta);
    this.pairs = pairs;
    this.noOps = noOps;
    this.threshold = threshold;
  }

  /**
   * Reads a memory that {@link #save} wrote.
   *
   * @throws IllegalArgumentException if the file is missing, damaged or no memory
   */
  public static AssociativeMemory load(Path file) {
    return MemoryFile.read(file, false);
  }

  /**
   * A memory that stays in its file, which may be larger than the heap: patterns are read block by
   * block when it is asked. Nothing can be added to it.
   *
   * @throws IllegalArgumentException if the file is missing, damaged or no memory
   */
  public static AssociativeMemory open(Path file) {
    return MemoryFile.read(file, true);
  }

  /**
   * Stores copies of patterns that are their own values. Patterns added are no no-ops until {@link
   * #classify} is called again.
   *
   * @param patterns [m, D] or [D], float32 or float64, finite
   */
  public void add(Tensor patterns) {
    add(patterns, null);
  }

  /**
   * Stores copies of keys with a value each.
   *
   * @param keys [m, D] or [D]
   * @param values [m, D_v] or [D_v], of the keys' type; null where keys are their own values
   */
  public void add(Tensor keys, Tensor values) {
    StoredPairs target = pairs == null ? StoredPairs.empty(keys, values) : pairs;
    target.add(keys, values);
    pairs = target;
    noOps = Arrays.copyOf(noOps, Math.toIntExact(pairs.keys().count()));
    network = null;
  }

  /**
   * Decides once which patterns are no-ops: those that are no-ops for every query of the sample.
   *
   * @param sample [L, D], queries such as the memory will be asked
   * @return the number of no-ops
   * @throws IllegalArgumentException if every pattern is one
   */
  public int classify(NoOpClassifier classifier, Tensor sample) {
    boolean[] marks = classifier.noOpsOfAll(stored().keys(), sample);
    network = build(marks);
    noOps = marks;
    return (int) IntStream.range(0, marks.length).filter(i -> marks[i]).count();
  }

  /**
   * Learns from examples above which no-op mass the memory should abstain. It has to be learned: a
   * query at a right angle to all M patterns has the mass 1 / (M + 1), which looks small, but is
   * exp(beta m^2) times that of a stored pattern.
   *
   * @param known queries it should answer, [L, D]
   * @param unknown queries it should refuse, [L, D]
   */
  public AbstentionThreshold calibrate(Tensor known, Tensor unknown) {
    if (!(softmax instanceof SinkSoftmax) || softmax instanceof Softmax) {
      throw new IllegalArgumentException(
          softmax + " has no no-op class to calibrate; Softmax1 has one");
    }
    threshold = AbstentionThreshold.between(noOpMass(known), noOpMass(unknown));
    return threshold;
  }

  private double[] noOpMass(Tensor queries) {
    try (TensorScope scope = TensorScope.open()) {
      return Tensors.toDoubles(network().evaluate(queries).noOpMass());
    }
  }

  /**
   * Asks the memory.
   *
   * @param queries [L, D] or [D], of the patterns' type, finite
   */
  public Retrieval retrieve(Tensor queries, RetrievalOptions options) {
    try (TensorScope scope = TensorScope.open()) {
      OutlierEfficientHopfield asked = network();
      Trajectory trajectory = asked.iterate(queries, options.maxSteps(), options.tolerance());
      StoredAssociation.Lookup lookup =
          asked
              .association()
              .lookup(trajectory.state(), trajectory.potential(), values(), options.top());
      Tensor state = scope.keep(trajectory.state());
      Tensor value = lookup.values() == null ? state : scope.keep(lookup.values());
      return new Retrieval(
          state, value, Recalls.of(trajectory, lookup, asked.patterns(), threshold));
    }
  }

  private PatternStore values() {
    PatternStore values = pairs.values();
    return values == null || !anyNoOp(noOps) ? values : new RelevantPatterns(values, noOps);
  }

  /** The network over the patterns that are no no-ops. */
  public OutlierEfficientHopfield network() {
    stored();
    if (network == null) {
      network = build(noOps);
    }
    return network;
  }

  private OutlierEfficientHopfield build(boolean[] marks) {
    PatternStore keys = pairs.keys();
    PatternStore relevant = anyNoOp(marks) ? new RelevantPatterns(keys, marks) : keys;
    return new OutlierEfficientHopfield(relevant, softmax, beta);
  }

  private static boolean anyNoOp(boolean[] marks) {
    return IntStream.range(0, marks.length).anyMatch(i -> marks[i]);
  }

  private StoredPairs stored() {
    if (pairs == null) {
      throw new IllegalArgumentException("the memory is empty; add a pattern first");
    }
    return pairs;
  }

  /** Writes patterns, values, no-ops and settings as a safetensors file. */
  public void save(Path file) {
    stored();
    MemoryFile.write(file, this);
  }

  /** The number of patterns, no-ops included. */
  public long size() {
    return pairs == null ? 0 : pairs.keys().count();
  }

  /** The stored keys and values. */
  StoredPairs pairs() {
    return pairs;
  }

  /** Whether each pattern is a no-op. */
  public boolean[] noOps() {
    return noOps.clone();
  }

  /** The separation function. */
  public EnergySoftmax softmax() {
    return softmax;
  }

  /** The inverse temperature. */
  public double beta() {
    return beta;
  }

  /** From which no-op mass on it abstains. */
  public AbstentionThreshold threshold() {
    return threshold;
  }

  @Override
  public void close() {
    if (pairs != null) {
      pairs.close();
      pairs = null;
      network = null;
    }
  }
}
