package org.outeffhop.experiment.convert;

import java.nio.file.*;
import java.util.*;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.conversion.*;
import org.outeffhop.data.*;
import org.outeffhop.experiment.run.*;
import org.outeffhop.hopfield.*;
import org.outeffhop.model.*;
import org.outeffhop.model.checkpoint.*;
import org.outeffhop.quantization.*;
import org.outeffhop.tensor.*;
import org.outeffhop.training.*;

public class Trial {
  public static void main(String[] a) throws Exception {
    Map<String, String> o = new HashMap<>();
    for (String s : a) o.put(s.split("=")[0], s.split("=")[1]);
    Path folder = Path.of("/tmp/minilm");
    Engine.start();
    if (!Files.exists(folder.resolve("config.json"))) {
      byte[] onnx;
      try (var in = Trial.class.getResourceAsStream("/all-minilm-l6-v2.onnx")) {
        onnx = in.readAllBytes();
      }
      Files.createDirectories(folder);
      try (var in = Trial.class.getResourceAsStream("/all-minilm-l6-v2-tokenizer.json")) {
        Files.write(folder.resolve("tokenizer.json"), in.readAllBytes());
      }
      BertConfig c =
          new BertConfig(
              30522,
              384,
              6,
              12,
              1536,
              512,
              2,
              Activation.GELU,
              0.1,
              0.1,
              1e-12,
              0.02,
              true,
              AttentionConfig.bert(AttentionMethod.VANILLA));
      try (TensorScope s = TensorScope.open();
          BertEncoder e = new BertEncoder(c)) {
        e.parameters().load(OnnxBertWeights.read(onnx));
        CheckpointWriter.FLOAT32.write(folder, c, e, null);
      }
    }
    LanguageModelCheckpoint teacher = LanguageModelCheckpoint.read(folder, Optional.empty());
    Sentences.Parts texts =
        Sentences.read(TextCorpus.builtin(), folder, 128, 0.05, 1, Progress.none());
    System.out.println("texts " + texts.training().count() + " " + texts.heldOut().count());
    int n = Integer.parseInt(o.getOrDefault("texts", "1000"));
    Tensor originals =
        new SentenceEmbeddings(texts.heldOut(), n, 32, () -> {})
            .of(teacher.model(), ForwardContext.EVALUATION);
    originals.retainReference();
    EmbeddingData data =
        new EmbeddingData(teacher, texts, originals, folder.resolve("tokenizer.json"));
    long steps = Long.parseLong(o.getOrDefault("steps", "400"));
    long q = Long.parseLong(o.getOrDefault("q", "0"));
    TrainingConfig t =
        new TrainingConfig(
            steps,
            Math.min(20, steps),
            Schedule.LINEAR,
            Double.parseDouble(o.getOrDefault("lr", "2e-4")),
            0.9,
            0.999,
            1e-8,
            0,
            false,
            1,
            1);
    ConversionConfig c =
        new ConversionConfig(
            Double.parseDouble(o.getOrDefault("penalty", "0.01")),
            Double.parseDouble(o.getOrDefault("threshold", "4")),
            q,
            25,
            Integer.parseInt(o.getOrDefault("batch", "16")),
            t);
    ConversionRecipe r = new ConversionRecipe(c, n, 256);
    AttentionMethod m = AttentionMethod.of(o.getOrDefault("attention", "outeffhop"));
    RunSpec spec = new RunSpec(null, m, 0, new Evaluation(32, 16, 16, 0, 1), Execution.CPU, "");
    EmbeddingTask task = new EmbeddingTask(r, spec, data);
    show("before", task);
    long begin = System.nanoTime();
    TrainingListener l =
        s -> {
          if (s.step() % 25 == 0)
            System.out.printf(
                "%d loss %.4f norm %.3f  %.3f s/step%n",
                s.step(), s.loss(), s.gradientNorm(), (System.nanoTime() - begin) / 1e9 / s.step());
          if (s.step() % 100 == 0 && s.step() < steps) brief(task);
        };
    if (o.containsKey("steps"))
      new Trainer(task.trained(), task.objective(ForwardContext.EVALUATION), t, List.of(l)).run();
    show("after", task);
    System.out.printf("%.0f s%n", (System.nanoTime() - begin) / 1e9);
  }

  static void brief(EmbeddingTask task) {
    var m = task.brief().quantized();
    System.out.printf(
        "   brief: kurtosis %.1f norm %.1f cos %.4f w8a8 %.4f%n",
        m.outliers().averageKurtosis(),
        m.outliers().maximumInfinityNorm(),
        m.quality().value(),
        m.w8a8().value());
  }

  static void show(String name, EmbeddingTask task) {
    long b = System.nanoTime();
    var m = task.whole(() -> {}).quantized();
    System.out.printf(
        "%s: kurtosis %.1f norm %.1f%n  fp32 %s%n  w8a8 %s %.1f s%n",
        name,
        m.outliers().averageKurtosis(),
        m.outliers().maximumInfinityNorm(),
        m.quality(),
        m.w8a8(),
        (System.nanoTime() - b) / 1e9);
    m.outliers()
        .modules()
        .forEach(
            x ->
                System.out.printf(
                    "    %s %.1f %.1f%n", x.module(), x.kurtosis(), x.maximumInfinityNorm()));
  }
}
