package org.outeffhop.cli;

import java.util.List;
import org.outeffhop.experiment.retrieval.InverseTemperature;
import org.outeffhop.experiment.retrieval.RetrievalModel;
import org.outeffhop.experiment.retrieval.RetrievalProtocol;
import picocli.CommandLine.Option;

/** Which memories are asked, how, and how often. */
final class ProtocolOptions {
  @Option(
      names = "--model",
      split = ",",
      defaultValue = "outeffhop,dense,sparse,entmax,classical",
      description =
          "Memories to compare, separated by commas: ${COMPLETION-CANDIDATES} (default: "
              + "${DEFAULT-VALUE}).")
  private List<RetrievalModel> models;

  @Option(
      names = "--beta",
      defaultValue = "1",
      description =
          "Inverse temperature beta, or 'attention' for that of an attention head, 1 / sqrt(d) in "
              + "dimension d (default: ${DEFAULT-VALUE}).")
  private String beta;

  @Option(
      names = "--steps",
      defaultValue = "5",
      description = "Maximum number of updates per query (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--within",
      defaultValue = "0.25",
      description =
          "Distance within which a pattern counts as retrieved, relative to its norm (default: "
              + "${DEFAULT-VALUE}).")
  private double within;

  @Option(
      names = "--queries",
      defaultValue = "100",
      description = "Maximum number of queries per memory (default: ${DEFAULT-VALUE}).")
  private int queries;

  @Option(
      names = "--seeds",
      defaultValue = "2",
      description =
          "Number of random seeds, each of which draws its own patterns and queries (default: "
              + "${DEFAULT-VALUE}).")
  private int seeds;

  List<RetrievalModel> models() {
    return models;
  }

  RetrievalProtocol protocol() {
    return new RetrievalProtocol(InverseTemperature.parse(beta), steps, within);
  }

  int queries() {
    return queries;
  }

  int seeds() {
    return seeds;
  }
}
