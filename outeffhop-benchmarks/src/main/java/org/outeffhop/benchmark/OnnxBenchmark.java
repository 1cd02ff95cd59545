package org.outeffhop.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.outeffhop.experiment.execution.Alternation;
import org.outeffhop.experiment.result.Timing;
import org.outeffhop.export.FusionAudit;
import org.outeffhop.export.Int8Weights;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.machine.Processor;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Progress;
import org.outeffhop.quantization.Calibration;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.runtime.OnnxModel;
import org.outeffhop.runtime.TargetProcessor;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * BERT's layers in ONNX Runtime: float32, eight bits on calibrated grids, eight bits on measured
 * grids, in turns. Weights are random, for speed does not depend on them.
 */
public final class OnnxBenchmark {
  private static final int WARM_UP = 3;
  private static final int CALIBRATION_BATCH = 2;
  private static final String VERSION = "benchmark";

  /**
   * What is measured.
   *
   * @param config the encoder
   * @param length tokens of a sequence
   * @param batches sizes of batches
   * @param threads that compute one operator together
   * @param processor which processors the eight-bit graphs are for
   * @param rounds how often each contender takes its turn
   */
  public record Settings(
      BertConfig config,
      int length,
      List<Integer> batches,
      List<Integer> threads,
      TargetProcessor processor,
      int rounds) {
    /** Checks the numbers. */
    public Settings {
      batches = Numbers.positive("batches", batches);
      threads = Numbers.positive("threads", threads);
      threads.forEach(OnnxModel::requireThreads);
      Numbers.positive("length", List.of(length));
      Numbers.positive("rounds", List.of(rounds));
      if (length > config.maxPositionEmbeddings()) {
        throw new IllegalArgumentException(
            "length is %d; the maximum of the encoder is %d"
                .formatted(length, config.maxPositionEmbeddings()));
      }
    }
  }

  /** Times, and what ran, by precision. */
  public record Result(List<OnnxRow> rows, Map<String, FusionAudit> audits) {}

  private final Settings settings;
  private final Progress progress;

  /** A benchmark that is still to be run. */
  public OnnxBenchmark(Settings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Runs it.
   *
   * @param folder where the models are written, and stay
   */
  public Result run(Path folder) throws IOException {
    settings
        .processor()
        .warning("a graph in eight bits", Processor.ofThisMachine())
        .ifPresent(progress::notice);
    Map<String, Path> files = new LinkedHashMap<>();
    Map<String, FusionAudit> audits = new LinkedHashMap<>();
    try (BertEncoder model = new BertEncoder(settings.config())) {
      for (Precision precision : precisions(model)) {
        Path file = folder.resolve(precision + ".onnx");
        try (OnnxExport export = OnnxExport.of(settings.config(), model, precision)) {
          export.write(file, VERSION);
        }
        files.put(precision.toString(), file);
        audits.put(precision.toString(), FusionAudit.of(file));
      }
    }
    List<OnnxRow> rows = new ArrayList<>();
    for (int threads : settings.threads()) {
      for (int batch : settings.batches()) {
        rows.addAll(rows(files, threads, batch));
      }
    }
    return new Result(rows, audits);
  }

  private List<Precision> precisions(BertEncoder model) {
    Int8Weights weights = Int8Weights.of(QuantizationConfig.w8a8(), settings.processor());
    return List.of(
        new Precision.Float32(),
        Precision.Int8.of(calibrated(model), weights),
        new Precision.Int8Dynamic(weights));
  }

  private Calibration calibrated(BertEncoder model) {
    Calibration calibration = new Calibration(QuantizationConfig.w8a8());
    int length = settings.length();
    int[] ids =
        new Random(2)
            .ints((long) CALIBRATION_BATCH * length, 0, settings.config().vocabSize())
            .toArray();
    try (TensorScope scope = TensorScope.open()) {
      model.hiddenStates(
          TokenBatch.of(Tensors.ofIndices(ids, CALIBRATION_BATCH, length)),
          ForwardContext.evaluation(calibration));
    }
    return calibration;
  }

  private List<OnnxRow> rows(Map<String, Path> files, int threads, int batch) throws IOException {
    List<OnnxContender> contenders = new ArrayList<>();
    try {
      for (Map.Entry<String, Path> file : files.entrySet()) {
        contenders.add(
            new OnnxContender(
                file.getKey(),
                file.getValue(),
                threads,
                settings.config().vocabSize(),
                batch,
                settings.length()));
      }
      Map<String, Timing> timings =
          new Alternation(WARM_UP, settings.rounds(), progress)
              .time(threads + " threads, batch " + batch, contenders);
      List<OnnxRow> rows = new ArrayList<>();
      for (Map.Entry<String, Path> file : files.entrySet()) {
        rows.add(row(file, files, timings, threads, batch));
      }
      return rows;
    } finally {
      contenders.forEach(OnnxContender::close);
    }
  }

  private OnnxRow row(
      Map.Entry<String, Path> file,
      Map<String, Path> files,
      Map<String, Timing> timings,
      int threads,
      int batch)
      throws IOException {
    String fp32 = new Precision.Float32().toString();
    Timing latency = timings.get(file.getKey());
    long bytes = Files.size(file.getValue());
    return new OnnxRow(
        settings.config().attention().method().toString(),
        file.getKey(),
        threads,
        batch,
        settings.length(),
        latency,
        bytes,
        timings.get(fp32).median() / latency.median(),
        bytes / (double) Files.size(files.get(fp32)));
  }
}
