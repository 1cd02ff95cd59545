package org.outeffhop.examples;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.outeffhop.hopfield.AssociativeMemory;
import org.outeffhop.hopfield.Retrieval;
import org.outeffhop.hopfield.RetrievalOptions;
import org.outeffhop.hopfield.Softmax;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Asks a memory for a pattern it has and for one it has not.
 *
 * <p>Twenty random patterns of dimension 64 are stored in a memory with Softmax1 and in one with
 * softmax, the dense one. Both are asked for the first pattern and for one that was never stored,
 * with noise. Printed are the similarity of the answer to the pattern that was asked for (their
 * cosine), the no-op mass p_0 = 1 / (1 + sum_mu exp(beta xi_mu^T x)), and whether the memory
 * abstains.
 *
 * <p>The no-op mass of an unknown query is small too: 1 / (M + 1) at a right angle to all M
 * patterns. What counts is that those of known ones are smaller still; {@code calibrate} finds the
 * limit between them from examples. The dense memory has no such mass and answers whatever it is
 * asked.
 */
public final class AbstainingMemory {
  private static final int DIMENSION = 64;
  private static final int PATTERNS = 20;
  private static final int EXAMPLES = 200;
  private static final double NOISE = 0.3;
  private static final double BETA = 1 / Math.sqrt(DIMENSION);

  private AbstainingMemory() {}

  /** What a memory made of a query. */
  record Answer(
      String memory, String asked, double similarity, double noOpMass, boolean abstains) {}

  /**
   * What both memories answered.
   *
   * @param patterns what is stored, [M, D]
   * @param queries for the first pattern and for the one that was never stored, [2, D]
   * @param limit the no-op mass above which the memory with Softmax1 abstains
   */
  record Findings(double[] patterns, double[] queries, double limit, List<Answer> answers) {}

  /** Runs the program. */
  public static void main(String[] args) {
    Findings findings = ask(1);
    System.out.printf("%d patterns of dimension %d, beta %.3f%n%n", PATTERNS, DIMENSION, BETA);
    System.out.println("memory     asked for            similarity   no-op mass   abstains");
    for (Answer answer : findings.answers()) {
      System.out.printf(
          "%-9s  %-19s  %10.3f   %10.6f   %s%n",
          answer.memory(),
          answer.asked(),
          answer.similarity(),
          answer.noOpMass(),
          answer.abstains() ? "yes" : "no");
    }
    System.out.printf("%nOutEffHop abstains above %.6f.%n", findings.limit());
  }

  /** Stores patterns that follow from the seed, calibrates and asks. */
  static Findings ask(long seed) {
    Engine.seed(seed);
    try (TensorScope scope = TensorScope.open();
        AssociativeMemory memory = new AssociativeMemory(new Softmax1(), BETA);
        AssociativeMemory dense = new AssociativeMemory(new Softmax(), BETA)) {
      Tensor patterns = torch.randn(PATTERNS, DIMENSION);
      memory.add(patterns);
      dense.add(patterns);
      Tensor unknown = torch.randn(EXAMPLES + 1, DIMENSION);
      memory.calibrate(
          noisy(patterns.repeat(EXAMPLES / PATTERNS, 1)), unknown.narrow(0, 0, EXAMPLES));
      Tensor asked =
          torch.cat(new TensorVector(patterns.narrow(0, 0, 1), unknown.narrow(0, EXAMPLES, 1)));
      Tensor queries = noisy(asked);
      List<Answer> answers = new ArrayList<>(answers("outeffhop", memory, asked, queries));
      answers.addAll(answers("dense", dense, asked, queries));
      return new Findings(
          Tensors.toDoubles(patterns),
          Tensors.toDoubles(queries),
          memory.threshold().noOpMass(),
          answers);
    }
  }

  private static Tensor noisy(Tensor patterns) {
    return patterns.add(torch.randn_like(patterns).mul(Tensors.scalar(NOISE)));
  }

  private static List<Answer> answers(
      String name, AssociativeMemory memory, Tensor asked, Tensor queries) {
    Retrieval retrieval = memory.retrieve(queries, RetrievalOptions.DEFAULT);
    double[] similarity = Tensors.toDoubles(torch.cosine_similarity(retrieval.state(), asked));
    List<Answer> answers = new ArrayList<>();
    for (String what : List.of("a stored pattern", "one never stored")) {
      int i = answers.size();
      Retrieval.Recall recall = retrieval.recalls().get(i);
      answers.add(new Answer(name, what, similarity[i], recall.noOpMass(), recall.abstained()));
    }
    return answers;
  }
}
