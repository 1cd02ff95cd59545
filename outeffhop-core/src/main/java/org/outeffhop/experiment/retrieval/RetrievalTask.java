package org.outeffhop.experiment.retrieval;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.ClassicalHopfield;
import org.outeffhop.hopfield.MemoryPatterns;
import org.outeffhop.hopfield.OutlierEfficientHopfield;
import org.outeffhop.hopfield.Trajectory;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Patterns to store, and queries of the first of them.
 *
 * @param patterns [M, d]
 * @param queries [L, d], L at most M; query i asks for pattern i
 */
record RetrievalTask(Tensor patterns, Tensor queries) {
  /**
   * What came of it.
   *
   * @param success the share of queries whose pattern was retrieved
   * @param error the mean of ||x - xi|| / ||xi||
   * @param noOpMass the mean weight of the no-op class at the query; 0 without one
   * @param converged the share of queries that came to rest
   */
  record Outcome(double success, double error, double noOpMass, double converged) {}

  /** The end of the queries' way, what they were meant for, and what was stored. */
  private record End(Tensor state, Tensor patterns, double noOpMass, double converged) {}

  /** Asks a model. */
  Outcome ask(RetrievalModel model, RetrievalProtocol protocol) {
    try (TensorScope scope = TensorScope.open()) {
      End end = model == RetrievalModel.CLASSICAL ? classical(protocol) : modern(model, protocol);
      Tensor wanted = end.patterns().narrow(0, 0, queries.size(0));
      Tensor distance = norms(end.state().sub(wanted));
      Tensor relative = distance.div(norms(wanted));
      Tensor near = relative.le(new Scalar(protocol.within()));
      Tensor right = near.logical_and(isNearest(end, distance));
      return new Outcome(
          share(right), Tensors.item(relative.mean()), end.noOpMass(), end.converged());
    }
  }

  private End modern(RetrievalModel model, RetrievalProtocol protocol) {
    OutlierEfficientHopfield network =
        new OutlierEfficientHopfield(
            MemoryPatterns.of(patterns),
            model.softmax(),
            protocol.beta().in(Math.toIntExact(patterns.size(1))));
    Trajectory way = network.iterate(queries, protocol.steps(), RetrievalProtocol.TOLERANCE);
    double mass =
        way.courses().stream().mapToDouble(Trajectory.Course::noOpMass).average().orElseThrow();
    long converged = way.courses().stream().filter(Trajectory.Course::converged).count();
    return new End(way.state(), patterns, mass, (double) converged / queries.size(0));
  }

  /** Signs stand for the patterns; where a query is 0, a coin decides. */
  private End classical(RetrievalProtocol protocol) {
    Tensor signs = signs(patterns);
    Tensor start = signs(queries);
    try (ClassicalHopfield network = new ClassicalHopfield(signs)) {
      Tensor state = network.retrieve(start, protocol.steps());
      Tensor rests = network.retrieve(state, 1).eq(state).all(1, false);
      return new End(state, signs, 0, share(rests));
    }
  }

  private static Tensor signs(Tensor x) {
    Tensor coin = torch.rand_like(x).sub(new Scalar(0.5));
    Tensor undecided = torch.where(x.eq(new Scalar(0.0)), coin, x);
    return torch.where(
        undecided.ge(new Scalar(0.0)), torch.ones_like(x), torch.full_like(x, new Scalar(-1.0)));
  }

  /** Whether no pattern is nearer than the one that is wanted, up to rounding. */
  private static Tensor isNearest(End end, Tensor distance) {
    Tensor halfSquares =
        end.patterns().square().sum(new long[] {1}, false, null).div(new Scalar(2.0));
    Tensor closeness =
        end.state().matmul(end.patterns().t()).sub_(halfSquares).amax(new long[] {1}, false);
    Tensor own =
        end.state()
            .square()
            .sum(new long[] {1}, false, null)
            .sub(distance.square())
            .div(new Scalar(2.0));
    Tensor rounding = own.abs().mul(new Scalar(1e-5)).add(new Scalar(1e-6));
    return own.ge(closeness.sub(rounding));
  }

  private static Tensor norms(Tensor rows) {
    return rows.norm(new ScalarOptional(new Scalar(2.0)), new long[] {1});
  }

  private static double share(Tensor booleans) {
    return Tensors.item(booleans.to(torch.ScalarType.Double).mean());
  }
}
