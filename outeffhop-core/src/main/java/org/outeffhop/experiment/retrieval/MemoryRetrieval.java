package org.outeffhop.experiment.retrieval;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.experiment.result.RetrievalResult;
import org.outeffhop.hopfield.AssociativeMemory;
import org.outeffhop.hopfield.Retrieval;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Stores patterns and asks for them: prepared patterns are the keys, the patterns as they were
 * given the values, so that what comes back looks like what was stored.
 */
public final class MemoryRetrieval {
  private static final String GIVEN = "given";

  private final RetrievalSettings settings;

  /**
   * All that a retrieval gives.
   *
   * @param result a row a query
   * @param groups queries that were made in one way
   */
  public record Answer(RetrievalResult result, List<Group> groups) {
    /** Everything retrieved, in the order of the rows, [L, d]. */
    public Tensor retrieved() {
      return torch.cat(
          new TensorVector(groups.stream().map(Group::retrieved).toArray(Tensor[]::new)), 0);
    }
  }

  /**
   * Queries that were made in one way.
   *
   * @param name of the way
   * @param queries as one would show them, [L, d]; what is hidden is 0
   * @param retrieved [L, d]
   */
  public record Group(String name, Tensor queries, Tensor retrieved) {}

  /** Queries on their way: as one would show them, and as the memory is asked. */
  private record Asked(String name, Tensor shown, Tensor keys) {}

  /** A retrieval that is still to be made. */
  public MemoryRetrieval(RetrievalSettings settings) {
    this.settings = settings;
  }

  /** Asks the memory. The tensors live in the scope around the call. */
  public Answer run() {
    Engine.seed(settings.seed());
    long start = System.nanoTime();
    Tensor stored = settings.patterns().values();
    try (TensorScope scope = TensorScope.open();
        AssociativeMemory memory =
            new AssociativeMemory(settings.model().softmax(), settings.beta())) {
      Preparation preparation =
          settings.prepared() ? Preparation.of(stored) : Preparation.none(stored);
      memory.add(preparation.apply(stored, settings.patterns().name()), stored);
      List<RetrievalResult.Row> rows = new ArrayList<>();
      List<Group> groups = new ArrayList<>();
      for (Asked asked : asked(preparation)) {
        Retrieval retrieval = memory.retrieve(asked.keys(), settings.options());
        rows(asked, retrieval, rows);
        groups.add(
            new Group(asked.name(), scope.keep(asked.shown()), scope.keep(retrieval.value())));
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Answer(new RetrievalResult(rows, settings.asMap(), seconds), groups);
    }
  }

  private List<Asked> asked(Preparation preparation) {
    Tensor stored = settings.patterns().values();
    if (settings.queries() != null) {
      Tensor queries = settings.queries().values().to(Tensors.type(stored));
      Tensor keys = preparation.apply(queries, settings.queries().name());
      return List.of(new Asked(GIVEN, queries.clone(), keys));
    }
    Tensor wanted = stored.narrow(0, 0, Math.min(settings.count(), stored.size(0)));
    List<Asked> asked = new ArrayList<>();
    for (Corruption corruption : settings.corruptions()) {
      Tensor left = corruption.apply(preparation.centred(wanted));
      Tensor shown = left.add(preparation.mean());
      long hidden = corruption.hidden(stored.size(1));
      shown.narrow(1, stored.size(1) - hidden, hidden).fill_(new Scalar(0.0));
      asked.add(new Asked(corruption.toString(), shown, preparation.key(left, "queries")));
    }
    return asked;
  }

  private void rows(Asked asked, Retrieval retrieval, List<RetrievalResult.Row> rows) {
    double[] errors = errors(asked, retrieval.value());
    for (int i = 0; i < errors.length; i++) {
      Retrieval.Recall recall = retrieval.recalls().get(i);
      rows.add(
          new RetrievalResult.Row(
              asked.name(),
              i,
              recall.patterns().get(0),
              recall.weights().get(0),
              recall.noOpMass(),
              recall.steps(),
              recall.converged(),
              recall.noOpMass() > settings.threshold(),
              errors[i]));
    }
  }

  /** ||value - pattern|| / ||pattern||, NaN where no pattern was asked for. */
  private double[] errors(Asked asked, Tensor values) {
    double[][] retrieved = rows(values);
    double[] errors = new double[retrieved.length];
    double[][] wanted =
        asked.name().equals(GIVEN)
            ? null
            : rows(settings.patterns().values().narrow(0, 0, retrieved.length));
    for (int i = 0; i < errors.length; i++) {
      double difference = 0;
      double size = 0;
      for (int j = 0; wanted != null && j < wanted[i].length; j++) {
        difference += Math.pow(retrieved[i][j] - wanted[i][j], 2);
        size += wanted[i][j] * wanted[i][j];
      }
      errors[i] = wanted == null ? Double.NaN : Math.sqrt(difference / size);
    }
    return errors;
  }

  private static double[][] rows(Tensor matrix) {
    int width = (int) matrix.size(1);
    double[] flat = Tensors.toDoubles(matrix);
    double[][] rows = new double[flat.length / width][width];
    for (int i = 0; i < flat.length; i++) {
      rows[i / width][i % width] = flat[i];
    }
    return rows;
  }
}
