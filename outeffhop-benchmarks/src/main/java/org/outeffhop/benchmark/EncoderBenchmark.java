package org.outeffhop.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.execution.Alternation;
import org.outeffhop.experiment.execution.ExecutedModel;
import org.outeffhop.experiment.quantize.SmoothedModel;
import org.outeffhop.experiment.quantize.Smoothing;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.export.Int8Weights;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.metrics.Quality;
import org.outeffhop.progress.Progress;
import org.outeffhop.progress.StepProgress;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.WeightQuantization;
import org.outeffhop.quantization.migration.ScaleMigration;
import org.outeffhop.quantization.migration.ShortcutScales;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.runtime.TargetProcessor;
import org.outeffhop.tensor.ParameterCopy;
import org.outeffhop.tensor.TensorScope;

/**
 * A sentence encoder in eight bits, made in several ways, in ONNX Runtime: how faithful each is to
 * the original's embeddings, how large, and, in turns, how fast.
 */
public final class EncoderBenchmark {
  /** The original in float32, to which everything is compared. */
  public static final String REFERENCE = "original, fp32";

  private static final int WARM_UP = 2;
  private static final String VERSION = "benchmark";

  /**
   * What is timed.
   *
   * @param threads that compute one operator together
   * @param batches sizes of batches
   * @param length tokens of a sequence
   * @param processor which processors the original's eight-bit graphs are for
   * @param rounds how often each contender takes its turn
   * @param smoothing SmoothQuant's alpha
   */
  public record Settings(
      List<Integer> threads,
      List<Integer> batches,
      int length,
      TargetProcessor processor,
      int rounds,
      Smoothing smoothing) {
    /** Checks the numbers. */
    public Settings {
      threads = Numbers.positive("threads", threads);
      threads.forEach(OnnxModel::requireThreads);
      batches = Numbers.positive("batches", batches);
      Numbers.positive("length", List.of(length));
      Numbers.positive("rounds", List.of(rounds));
    }
  }

  private final StoredModel<?, ?> original;
  private final Settings settings;
  private final StepProgress progress;
  private final HeldOut<?, ?> heldOut;
  private final QuantizationConfig config;

  /**
   * A benchmark that is still to be run.
   *
   * @param original a sentence encoder and the texts that ranges come from and that are embedded
   * @throws IllegalArgumentException if it is no sentence encoder, or takes shorter sequences
   */
  public EncoderBenchmark(StoredModel<?, ?> original, Settings settings, Progress progress) {
    if (original.measure() != QualityMeasure.COSINE) {
      throw new IllegalArgumentException(
          "the model's quality is measured by %s; only sentence encoders, measured by %s, can be compared here"
              .formatted(original.measure(), QualityMeasure.COSINE));
    }
    if (settings.length() > original.maxLength().orElseThrow()) {
      throw new IllegalArgumentException(
          "length is %d; the maximum of the encoder is %d"
              .formatted(settings.length(), original.maxLength().getAsInt()));
    }
    this.original = original;
    this.settings = settings;
    this.progress = new StepProgress("encoders", progress);
    heldOut = original.whole().telling(this.progress::batch);
    config = heldOut.quantization().withWeights(WeightQuantization.perChannel());
  }

  /**
   * Runs it.
   *
   * @param folder where the original's graphs are written, and stay
   * @param others graphs from elsewhere, by name, with the same inputs and {@code
   *     last_hidden_state} first among their outputs
   * @throws IOException if a graph cannot be read or written
   */
  public List<EncoderRow> run(Path folder, Map<String, Path> others) throws IOException {
    Map<String, Path> graphs = originals(folder);
    graphs.putAll(others);
    Map<String, Quality> qualities = new LinkedHashMap<>();
    for (Map.Entry<String, Path> graph : graphs.entrySet()) {
      progress.evaluation(graph.getKey());
      OnnxModel opened = OnnxModel.foreign(graph.getValue(), settings.threads().get(0));
      opened.warning().ifPresent(progress.progress()::notice);
      try (ExecutedModel model = new ExecutedModel(opened)) {
        qualities.put(graph.getKey(), heldOut.evaluate(model::of));
      }
    }
    List<EncoderRow> rows = new ArrayList<>();
    for (int threads : settings.threads()) {
      for (int batch : settings.batches()) {
        rows.addAll(rows(graphs, qualities, timings(graphs, threads, batch), threads, batch));
      }
    }
    return rows;
  }

  private static ExecutedModel open(Path graph, int threads) throws IOException {
    return new ExecutedModel(OnnxModel.foreign(graph, threads));
  }

  private Map<String, Path> originals(Path folder) throws IOException {
    Int8Weights weights = Int8Weights.of(config, settings.processor());
    Map<String, Path> graphs = new LinkedHashMap<>();
    Map<String, double[]> none = Map.of();
    write(graphs, folder, REFERENCE, new Precision.Float32(), none);
    write(graphs, folder, "original, int8-dynamic", new Precision.Int8Dynamic(weights), none);
    write(graphs, folder, "original, int8", Precision.Int8.of(calibrated(none), weights), none);
    try (ParameterCopy copy = new ParameterCopy(original.parameters().asMap())) {
      copy.take();
      progress.begin("SmoothQuant");
      ScaleMigration moved =
          new Smoothing.Search().move(SmoothedModel.of(original, heldOut, config));
      Precision int8 = Precision.Int8.of(calibrated(moved.shortcuts()), weights);
      write(graphs, folder, "original, SmoothQuant, int8", int8, moved.shortcuts());
      copy.restore();
    }
    return graphs;
  }

  private Calibration calibrated(Map<String, double[]> shortcuts) {
    progress.begin("calibration");
    Calibration calibration = new Calibration(config);
    heldOut.calibrateUnder(new ShortcutScales(shortcuts, calibration));
    return calibration;
  }

  private void write(
      Map<String, Path> graphs,
      Path folder,
      String name,
      Precision precision,
      Map<String, double[]> shortcuts)
      throws IOException {
    Path file = folder.resolve(graphs.size() + ".onnx");
    try (OnnxExport export = original.export(precision, shortcuts)) {
      export.write(file, VERSION);
    }
    graphs.put(name, file);
  }

  private Map<String, Timing> timings(Map<String, Path> graphs, int threads, int batch)
      throws IOException {
    List<EncoderContender> contenders = new ArrayList<>();
    try (TensorScope scope = TensorScope.open()) {
      Tensor samples = original.samples(batch, settings.length());
      for (Map.Entry<String, Path> graph : graphs.entrySet()) {
        contenders.add(
            new EncoderContender(graph.getKey(), open(graph.getValue(), threads), samples));
      }
      return new Alternation(WARM_UP, settings.rounds(), progress.progress())
          .time(threads + " threads, batch " + batch, contenders);
    } finally {
      contenders.forEach(EncoderContender::close);
    }
  }

  private List<EncoderRow> rows(
      Map<String, Path> graphs,
      Map<String, Quality> qualities,
      Map<String, Timing> timings,
      int threads,
      int batch)
      throws IOException {
    double reference = timings.get(REFERENCE).median();
    List<EncoderRow> rows = new ArrayList<>();
    for (Map.Entry<String, Path> graph : graphs.entrySet()) {
      Quality quality = qualities.get(graph.getKey());
      Timing latency = timings.get(graph.getKey());
      rows.add(
          new EncoderRow(
              graph.getKey(),
              quality.value(),
              quality.others().get("least_cosine"),
              Files.size(graph.getValue()),
              threads,
              batch,
              settings.length(),
              latency,
              reference / latency.median()));
    }
    return rows;
  }
}
