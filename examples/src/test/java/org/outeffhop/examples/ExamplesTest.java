package org.outeffhop.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.WordPieceTrainer;
import org.outeffhop.examples.AbstainingMemory.Answer;
import org.outeffhop.examples.SemanticSearch.Hit;
import org.outeffhop.examples.SemanticSearch.Search;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.Precision;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.hopfield.Softmax;
import org.outeffhop.hopfield.Softmax1;
import org.outeffhop.metrics.ModuleOutliers;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.text.TextTokenizer;

/** What the programs compute, on a sentence encoder of two layers with random weights. */
class ExamplesTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir private static Path folder;
  private static List<String> glosses;

  @BeforeAll
  static void writeEncoder() throws IOException {
    try (Stream<String> documents = TextCorpus.glosses().documents()) {
      glosses = documents.limit(40).toList();
    }
    Path tokenizer = folder.resolve("tokenizer.json");
    new WordPieceTrainer(200).train(glosses.stream(), tokenizer, Progress.none());
    AttentionConfig attention = AttentionConfig.bert(AttentionMethod.OUTEFFHOP);
    BertConfig config = BertConfig.small(200, 16, 2, 2, 2048, attention);
    Engine.seed(1);
    try (TensorScope scope = TensorScope.open();
        BertEncoder model = new BertEncoder(config);
        OnnxExport export = OnnxExport.of(config, model, new Precision.Float32())) {
      CheckpointWriter.FLOAT32.write(folder, config, model, tokenizer);
      export.write(folder.resolve("model.onnx"), "test");
    }
  }

  @Test
  void theMemoryKnowsWhatItDoesNotKnow() {
    AbstainingMemory.Findings findings = AbstainingMemory.ask(1);
    List<Answer> answers = findings.answers();
    for (int i : new int[] {0, 1}) {
      double mass = noOpMass(findings.patterns(), findings.queries(), i);
      assertEquals(mass, answers.get(i).noOpMass(), mass * TOLERANCE);
    }
    Answer known = answers.get(0);
    Answer unknown = answers.get(1);
    assertTrue(known.similarity() > 0.99 && !known.abstains(), known::toString);
    assertTrue(unknown.similarity() < 0.5 && unknown.abstains(), unknown::toString);
    assertTrue(unknown.noOpMass() > 10 * known.noOpMass(), answers::toString);
    for (Answer dense : answers.subList(2, 4)) {
      assertEquals(0, dense.noOpMass());
      assertFalse(dense.abstains());
    }
    assertTrue(answers.get(2).similarity() > 0.99 && answers.get(3).similarity() < 0.5);
  }

  /** 1 / (1 + sum_mu exp(beta xi_mu^T x)) with beta 1/8 and D = 64. */
  private static double noOpMass(double[] patterns, double[] queries, int query) {
    double sum = 1;
    for (int pattern = 0; pattern < patterns.length; pattern += 64) {
      int first = pattern;
      sum +=
          Math.exp(
              IntStream.range(0, 64)
                  .mapToDouble(i -> patterns[first + i] * queries[64 * query + i] / 8)
                  .sum());
    }
    return 1 / sum;
  }

  @Test
  void onlySoftmax1LearnsToAnswerNothing() {
    OwnModel.Result softmax = OwnModel.train(new Softmax(), 200, 1);
    OwnModel.Result softmax1 = OwnModel.train(new Softmax1(), 200, 1);
    assertTrue(softmax.after() < softmax.before() / 5, softmax::toString);
    assertTrue(softmax.after() > OwnModel.SOFTMAX_BOUND, softmax::toString);
    assertTrue(softmax1.after() < OwnModel.SOFTMAX_BOUND / 5, softmax1::toString);
    assertTrue(softmax1.right() > 0.98, softmax1::toString);
  }

  @Test
  void outliersAreThoseOfTheActivations() {
    List<String> texts = glosses.subList(0, 3);
    OutlierSummary measured = MeasureBert.measure(folder, texts);
    List<double[]> outputs = outputs(measured.modules().get(3).module(), texts);
    ModuleOutliers last = measured.modules().get(3);
    assertEquals("bert.encoder.layer.1.output.LayerNorm", last.module());
    assertEquals(4, measured.modules().size());
    assertEquals(mean(outputs, ExamplesTest::kurtosis), last.kurtosis(), TOLERANCE);
    assertEquals(mean(outputs, ExamplesTest::largest), last.maximumInfinityNorm(), TOLERANCE);
  }

  private static List<double[]> outputs(String module, List<String> texts) {
    List<double[]> outputs = new ArrayList<>();
    ForwardContext context =
        ForwardContext.evaluation(
            (name, activation) -> {
              if (name.equals(module)) {
                outputs.add(Tensors.toDoubles(activation));
              }
              return activation;
            });
    texts.forEach(text -> hiddenStates(text, context));
    return outputs;
  }

  /** The mean of the last hidden states, as libtorch computes it. */
  private static double[] hiddenStates(String text, ForwardContext context) {
    try (TensorScope scope = TensorScope.open();
        NoGradGuard constant = new NoGradGuard();
        TextTokenizer tokenizer = TextTokenizer.read(folder);
        Checkpoint checkpoint = Checkpoint.read(folder)) {
      int[] ids = tokenizer.encodeDocument(text);
      Tensor batch = Tensors.ofIndices(ids, 1, ids.length);
      Tensor hidden = ((TokenModel) checkpoint.model()).hiddenStates(TokenBatch.of(batch), context);
      return Tensors.toDoubles(hidden.mean(new long[] {1}, false, null));
    }
  }

  private static double mean(List<double[]> samples, ToDoubleFunction<double[]> measure) {
    return samples.stream().mapToDouble(measure).average().orElseThrow();
  }

  /** mean((x - mu)^4) / s^4 with the unbiased s. */
  private static double kurtosis(double[] x) {
    double mean = Arrays.stream(x).average().orElseThrow();
    double fourth = Arrays.stream(x).map(value -> Math.pow(value - mean, 4)).average().orElse(0);
    double squares = Arrays.stream(x).map(value -> Math.pow(value - mean, 2)).sum();
    return fourth / Math.pow(squares / (x.length - 1), 2);
  }

  private static double largest(double[] x) {
    return Arrays.stream(x).map(Math::abs).max().orElseThrow();
  }

  @Test
  void aModelFindsWhatItselfFinds() throws IOException {
    String query = "a thing that is not alive";
    Search search = SemanticSearch.search(folder, glosses, List.of(query));
    List<Hit> hits = search.hits().get(0);
    assertEquals(10, SemanticSearch.shared(hits, hits));
    assertEquals("fp32", search.precision());
    assertEquals(Files.size(folder.resolve("model.onnx")), search.bytes());
    double[] asked = hiddenStates(query, ForwardContext.EVALUATION);
    double[] cosines =
        glosses.stream()
            .mapToDouble(gloss -> cosine(asked, hiddenStates(gloss, ForwardContext.EVALUATION)))
            .toArray();
    double[] sorted = Arrays.stream(cosines).sorted().toArray();
    for (int i = 0; i < 10; i++) {
      assertEquals(sorted[39 - i], hits.get(i).cosine(), TOLERANCE);
      assertEquals(cosines[glosses.indexOf(hits.get(i).gloss())], hits.get(i).cosine(), TOLERANCE);
    }
  }

  private static double cosine(double[] a, double[] b) {
    double product = 0;
    double squaresOfA = 0;
    double squaresOfB = 0;
    for (int i = 0; i < a.length; i++) {
      product += a[i] * b[i];
      squaresOfA += a[i] * a[i];
      squaresOfB += b[i] * b[i];
    }
    return product / Math.sqrt(squaresOfA * squaresOfB);
  }

  @Test
  void sharedCountsGlossesThatBothHave() {
    List<Hit> some = List.of(new Hit("a", 0.9), new Hit("b", 0.8), new Hit("c", 0.7));
    List<Hit> others = List.of(new Hit("c", 0.5), new Hit("a", 0.4), new Hit("d", 0.3));
    assertEquals(2, SemanticSearch.shared(some, others));
  }

  @Test
  void programsPrintWhatTheyCompute() throws IOException {
    Answer unknown = AbstainingMemory.ask(1).answers().get(1);
    String memory = printed(() -> AbstainingMemory.main(new String[0]));
    String row = "%.3f   %10.6f   yes".formatted(unknown.similarity(), unknown.noOpMass());
    assertTrue(memory.contains(row), memory);
    String outliers = printed(() -> MeasureBert.main(new String[] {folder.toString()}));
    assertTrue(outliers.lines().count() == 6 && outliers.contains("average, largest"), outliers);
    String[] itself = {folder.toString(), folder.toString(), "a bird"};
    String search = printed(() -> SemanticSearch.main(itself));
    assertTrue(search.contains("a bird (10 shared)"), search);
    assertTrue(search.contains("100% are the original's"), search);
  }

  private interface Program {
    void run() throws IOException;
  }

  private static String printed(Program program) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      program.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theScriptListsEveryProgram() throws Exception {
    Process script = new ProcessBuilder("./run").start();
    String listed = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, script.waitFor());
    try (Stream<Path> sources = Files.list(Path.of("src/main/java/org/outeffhop/examples"))) {
      for (Path source : sources.toList()) {
        String name = source.getFileName().toString().replace(".java", "");
        assertTrue(listed.matches("(?s).*\n  " + name + " +[A-Z][^\n]+\n.*"), listed);
      }
    }
  }
}
