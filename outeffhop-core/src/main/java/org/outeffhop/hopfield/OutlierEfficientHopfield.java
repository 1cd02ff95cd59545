package org.outeffhop.hopfield;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * The outlier-efficient modern Hopfield network: stored patterns Xi' = [xi_1 .. xi_M], a query x,
 * an inverse temperature beta, and a no-op class.
 *
 * <pre>
 *   energy     H(x) = -1/beta Psi(beta Xi'^T x) + 1/2 x^T x + const
 *   retrieval  T(x) = Xi' p(beta Xi'^T x),   p = grad Psi
 *
 *   Softmax1   Psi(z) = lse_1(z) = log(1 + sum_mu exp(z_mu)),  p(z)_mu = exp(z_mu) / (1 + sum_nu exp(z_nu))
 *   const      1/beta Psi(0) + 1/2 m^2, m the largest pattern norm; it keeps H at least 0
 * </pre>
 *
 * <p>The 1 is exp(0), the no-op class: a classifier gives each pattern an extra coordinate omega,
 * not 0 for a no-op, and {@link NoOpMap Lambda} sends all no-ops to one class vector Omega = (0,
 * .., 0, C), whose inner product with the query (x, 0) is 0. It takes weight and pulls nowhere. Xi'
 * are the other patterns.
 *
 * <p>T is the concave-convex procedure's step on H, so H(T(x)) &lt;= H(x). With {@link Softmax},
 * {@link Sparsemax} or {@link Entmax15} for Softmax1 these are the dense and the sparse modern
 * Hopfield networks, each with its own Psi.
 *
 * <p>Source: Hu et al., ICML 2024 (arXiv 2404.03828), section 3; the constant from Ramsauer et al.,
 * ICLR 2021 (arXiv 2008.02217). Axes: L queries, M patterns, D their size; float32 or float64.
 */
public final class OutlierEfficientHopfield {
  private final PatternStore patterns;
  private final EnergySoftmax softmax;
  private final double beta;
  private final StoredAssociation association;
  private final double largestNorm;
  private final double constant;

  /**
   * What one pass over the patterns tells about states x.
   *
   * @param retrieved T(x), [L, D]
   * @param potential Psi(beta Xi'^T x), [L]
   * @param energy H(x), [L]
   * @param noOpMass 1 - sum_mu p_mu, the weight of the no-op class, [L]; 0 for a softmax without a
   *     sink
   */
  public record Evaluation(Tensor retrieved, Tensor potential, Tensor energy, Tensor noOpMass) {}

  /**
   * A network over stored patterns.
   *
   * @param patterns at least one, finite
   * @param beta positive and finite
   * @throws IllegalArgumentException otherwise, or if a pattern is not finite
   */
  public OutlierEfficientHopfield(PatternStore patterns, EnergySoftmax softmax, double beta) {
    Vectors.requireBeta(beta);
    if (patterns.count() == 0) {
      throw new IllegalArgumentException("the memory is empty; add a pattern first");
    }
    this.patterns = patterns;
    this.softmax = softmax;
    this.beta = beta;
    this.association = StoredAssociation.of(softmax, beta, patterns);
    this.largestNorm = Vectors.largestNorm(patterns);
    this.constant = potentialOfZero() / beta + largestNorm * largestNorm / 2;
  }

  /** The paper's network, with Softmax1, over patterns [M, D] in memory. */
  public OutlierEfficientHopfield(Tensor patterns, double beta) {
    this(MemoryPatterns.of(patterns), new Softmax1(), beta);
  }

  private double potentialOfZero() {
    try (TensorScope scope = TensorScope.open()) {
      TensorOptions options = new TensorOptions(torch.ScalarType.Double);
      return Tensors.item(
          softmax.potential(torch.zeros(new long[] {1, 1, patterns.count()}, options)));
    }
  }

  /**
   * T(x).
   *
   * @param x [D] or [L, D]
   * @return same shape
   */
  public Tensor retrieve(Tensor x) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor state = association.read(query(x)).state();
      return scope.keep(x.dim() == 1 ? state.squeeze(0) : state);
    }
  }

  /**
   * H(x).
   *
   * @param x [D] or [L, D]
   * @return [1] or [L]
   */
  public Tensor energy(Tensor x) {
    return evaluate(x).energy();
  }

  /**
   * Retrieval, energy and no-op mass in one pass.
   *
   * @param x [L, D]
   */
  public Evaluation evaluate(Tensor x) {
    return evaluateRows(query(x));
  }

  private Tensor energy(Tensor query, Tensor potential) {
    Tensor attraction = potential.div(new Scalar(-beta));
    Tensor confinement = query.square().sum(new long[] {-1}, false, null).div(new Scalar(2.0));
    return attraction.add(confinement).add(new Scalar(constant));
  }

  private Tensor noOpMass(Tensor potential) {
    Tensor sink = softmax instanceof SinkSoftmax with ? with.sinkLogit(potential) : null;
    return sink == null ? torch.zeros_like(potential) : sink.reshape(1).sub(potential).exp();
  }

  /**
   * As {@link #evaluate(Tensor)}, with patterns Xi'(x) that differ by query: those the classifier
   * does not call no-ops for it. It takes the L x M scores; a memory classified once with {@link
   * RelevantPatterns} does not.
   */
  public Evaluation evaluate(Tensor x, NoOpClassifier classifier) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor query = query(x);
      Tensor noOps = classifier.noOps(patterns, query);
      return kept(scope, query, new ExplicitAssociation(softmax, beta, patterns, noOps));
    }
  }

  /**
   * Repeats x := T(x) for every query until ||T(x) - x|| is at most tolerance times the largest
   * pattern norm, and no more than a number of times.
   *
   * @param x [D] or [L, D]
   * @param maxSteps at least 0
   * @param tolerance at least 0
   */
  public Trajectory iterate(Tensor x, int maxSteps, double tolerance) {
    if (maxSteps < 0 || !(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "there are %d steps and a tolerance of %s; neither can be negative"
              .formatted(maxSteps, tolerance));
    }
    try (TensorScope scope = TensorScope.open()) {
      Dynamics dynamics = new Dynamics(this, query(x));
      dynamics.run(maxSteps, tolerance * largestNorm);
      return dynamics.trajectory(scope);
    }
  }

  /** One pass over checked queries, [L, D]. */
  Evaluation evaluateRows(Tensor query) {
    try (TensorScope scope = TensorScope.open()) {
      return kept(scope, query, association);
    }
  }

  private Evaluation kept(TensorScope scope, Tensor query, StoredAssociation by) {
    StoredAssociation.Readout readout = by.read(query);
    Tensor potential = readout.potential();
    Tensor energy = energy(query, potential);
    Tensor mass = noOpMass(potential);
    return new Evaluation(
        scope.keep(readout.state()), scope.keep(potential), scope.keep(energy), scope.keep(mass));
  }

  private Tensor query(Tensor x) {
    Tensor query = Vectors.rows(x.detach(), patterns.dimension(), patterns.type(), "queries");
    Vectors.requireFinite(query, "query", 0);
    return query;
  }

  StoredAssociation association() {
    return association;
  }

  /** m, the largest norm of a pattern. */
  public double largestNorm() {
    return largestNorm;
  }

  /** The inverse temperature. */
  public double beta() {
    return beta;
  }

  /** The separation function. */
  public EnergySoftmax softmax() {
    return softmax;
  }

  /** The patterns Xi'. */
  public PatternStore patterns() {
    return patterns;
  }
}
