package org.outeffhop.examples;

import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.outeffhop.metrics.ActivationRecorder;
import org.outeffhop.metrics.ModuleOutliers;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.model.ModelType;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.text.TextTokenizer;

/**
 * Measures the outliers in the activations of a BERT: MeasureBert CHECKPOINT.
 *
 * <p>The checkpoint is a folder as Hugging Face's libraries write it: config.json, the weights, and
 * a tokenizer. Printed are kurtosis and maximum infinity norm of every feed-forward output and
 * every layer's, averaged over a few sentences, then what the OutEffHop paper reports of a model:
 * the average kurtosis and the largest norm.
 */
public final class MeasureBert {
  private static final List<String> SENTENCES =
      List.of(
          "The capital of France is Paris, which lies on the river Seine.",
          "A softmax must hand out all of its weight, even where no token is worth it.",
          "She put the kettle on, sat down by the window and waited for the rain to stop.",
          "In 1905 he published four papers; each of them would have made his name.");

  private MeasureBert() {}

  /** Runs the program. */
  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("usage: MeasureBert CHECKPOINT, a folder with config.json");
      System.exit(2);
    }
    try {
      print(measure(Path.of(args[0]), SENTENCES));
    } catch (IllegalArgumentException e) {
      System.err.println("MeasureBert: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void print(OutlierSummary outliers) {
    System.out.printf("%-40s  %10s  %14s%n", "module", "kurtosis", "max inf. norm");
    for (ModuleOutliers module : outliers.modules()) {
      row(module.module(), module.kurtosis(), module.maximumInfinityNorm());
    }
    row("average, largest", outliers.averageKurtosis(), outliers.maximumInfinityNorm());
  }

  private static void row(String name, double kurtosis, double norm) {
    System.out.printf("%-40s  %10.2f  %14.2f%n", name, kurtosis, norm);
  }

  /**
   * Runs the checkpoint's model on texts, one by one.
   *
   * @throws IllegalArgumentException if it is no BERT's, is damaged, or has no tokenizer
   */
  static OutlierSummary measure(Path folder, List<String> texts) {
    Engine.start();
    try (Checkpoint checkpoint = Checkpoint.read(folder);
        TextTokenizer tokenizer = TextTokenizer.read(folder);
        NoGradGuard constant = new NoGradGuard()) {
      if (checkpoint.config().type() != ModelType.BERT) {
        throw new IllegalArgumentException(
            "%s: model_type is %s; %s is measured here"
                .formatted(
                    folder.resolve("config.json"), checkpoint.config().type(), ModelType.BERT));
      }
      TokenModel model = (TokenModel) checkpoint.model();
      List<String> points = model.outlierProbePoints();
      ActivationRecorder recorder = new ActivationRecorder(points::contains);
      for (String text : texts) {
        try (TensorScope scope = TensorScope.open()) {
          int[] ids = tokenizer.encodeDocument(text);
          TokenBatch batch = TokenBatch.of(Tensors.ofIndices(ids, 1, ids.length));
          model.hiddenStates(batch, ForwardContext.evaluation(recorder));
        }
      }
      return recorder.summary();
    }
  }
}
