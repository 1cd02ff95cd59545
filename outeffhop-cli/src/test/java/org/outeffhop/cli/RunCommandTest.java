package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.cli.CommandRun.Outcome;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.data.series.Lorenz96;
import org.outeffhop.data.series.SeriesSplit;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.StanHopConfig;
import org.outeffhop.model.StanHopNet;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.series.Standardization;
import org.outeffhop.series.TimeSeries;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.text.TextTokenizer;

/** What exported models say on the command line is what libtorch computes with the runs. */
@ExtendWith(SharedSmokeRuns.class)
class RunCommandTest {
  private static final double TOLERANCE = 1e-4;
  private static final String MASKED = "the number [MASK] is followed by [MASK]";
  private static final String PROMPT = "the number 7 is";

  @TempDir private static Path folder;
  private static ExportedRuns runs;
  private TensorScope scope;

  @BeforeAll
  static void export(SmokeRuns trained) {
    runs = new ExportedRuns(trained, folder);
    List.of("bert", "opt", "llama", "vit", "stanhop").forEach(runs::export);
    List.of("opt", "llama").forEach(model -> runs.export(model, "--fused-attention"));
  }

  @BeforeEach
  void open() {
    Engine.start();
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Path fused(String model) {
    return folder.resolve(model + "-fp32-fused");
  }

  private static Path exported(String model) {
    return folder.resolve(model + "-fp32");
  }

  /** The export alone, moved, is enough. */
  @Test
  void bertFillsMasks() throws IOException {
    Path moved = Files.createDirectories(folder.resolve("moved"));
    for (String name : List.of("model.onnx", "tokenizer.json")) {
      Files.copy(exported("bert").resolve(name), moved.resolve(name));
    }
    JsonNode masks = ExportedRuns.answers(moved.resolve("model.onnx"), MASKED).get(0).get("masks");
    try (Checkpoint checkpoint = Checkpoint.read(runs.run("bert"));
        TextTokenizer tokenizer = TextTokenizer.read(runs.run("bert"))) {
      int[] ids = tokenizer.encodeDocument(MASKED);
      int mask = tokenizer.specials().maskId().orElseThrow();
      int[] places = IntStream.range(0, ids.length).filter(i -> ids[i] == mask).toArray();
      Tensor probabilities = logits(checkpoint, ids).softmax(-1);
      assertEquals(2, masks.size());
      for (int i = 0; i < places.length; i++) {
        assertEquals(places[i], masks.get(i).get("place").asInt());
        requireBest(
            probabilities.select(0, places[i]),
            masks.get(i).get("candidates"),
            id -> tokenizer.decode(new int[] {id}));
      }
    }
  }

  private static Tensor logits(Checkpoint checkpoint, int[] ids) {
    return ((LanguageModel) checkpoint.model())
        .logits(Tensors.ofIndices(ids, 1, ids.length), ForwardContext.EVALUATION)
        .select(0, 0);
  }

  /** Five candidates, each with the probability of its name, and none left out is likelier. */
  private static void requireBest(
      Tensor probabilities, JsonNode candidates, java.util.function.IntFunction<String> name) {
    float[] values = Tensors.toFloats(probabilities);
    double[] sorted =
        IntStream.range(0, values.length).mapToDouble(i -> -values[i]).sorted().toArray();
    Map<String, Float> named =
        IntStream.range(0, values.length)
            .boxed()
            .collect(Collectors.toMap(name::apply, i -> values[i], Math::max));
    assertEquals(5, candidates.size());
    for (int i = 0; i < candidates.size(); i++) {
      JsonNode candidate = candidates.get(i);
      double probability = candidate.get("probability").asDouble();
      assertEquals(-sorted[i], probability, TOLERANCE);
      assertEquals(named.get(candidate.get("name").asText()), probability, TOLERANCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"opt", "llama"})
  void decodersContinueGreedily(String model) throws IOException {
    JsonNode answer = ExportedRuns.answers(exported(model), PROMPT, "--max-new-tokens", "6").get(0);
    JsonNode cached = ExportedRuns.answers(fused(model), PROMPT, "--max-new-tokens", "6").get(0);
    assertTrue(cached.get("cached").asBoolean() && !answer.get("cached").asBoolean());
    assertEquals(answer.get("continuation"), cached.get("continuation"));
    int[] ids = greedy(model, 6);
    try (TextTokenizer tokenizer = TextTokenizer.read(runs.run(model))) {
      int given = tokenizer.encodeDocument(PROMPT).length;
      assertEquals(given, answer.get("prompt_tokens").asInt());
      assertEquals(6, answer.get("new_tokens").asInt());
      assertEquals("max-new-tokens", answer.get("end").asText());
      assertEquals(
          tokenizer.decode(Arrays.copyOfRange(ids, given, ids.length)),
          answer.get("continuation").asText());
      assertTrue(answer.get("tokens_per_second").asDouble() > 0);
    }
    JsonNode drawn =
        ExportedRuns.answers(
            exported(model), PROMPT, "--max-new-tokens", "6", "--top-k", "1", "--seed", "5");
    assertEquals(answer.get("continuation"), drawn.get(0).get("continuation"));
  }

  @Test
  void aContinuationOfAnyLengthEndsWithTheLongestSequence() throws IOException {
    String most = String.valueOf(Integer.MAX_VALUE);
    JsonNode endless =
        ExportedRuns.answers(exported("opt"), PROMPT, "--max-new-tokens", most).get(0);
    JsonNode hundred =
        ExportedRuns.answers(exported("opt"), PROMPT, "--max-new-tokens", "100000").get(0);
    assertTrue(hundred.get("new_tokens").asInt() > 0);
    assertEquals("longest sequence", hundred.get("end").asText());
    for (String name : List.of("new_tokens", "end", "continuation")) {
      assertEquals(hundred.get(name), endless.get(name));
    }
  }

  private static int[] greedy(String model, int count) {
    try (Checkpoint checkpoint = Checkpoint.read(runs.run(model));
        TextTokenizer tokenizer = TextTokenizer.read(runs.run(model))) {
      int[] ids = tokenizer.encodeDocument(PROMPT);
      for (int i = 0; i < count; i++) {
        Tensor last = logits(checkpoint, ids).select(0, ids.length - 1);
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = (int) Tensors.item(last.argmax(new LongOptional(0), false));
      }
      return ids;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "opt", "llama"})
  void embeddingsAreMeans(String model) throws IOException {
    JsonNode values =
        ExportedRuns.answers(exported(model), PROMPT, "--embeddings").get(0).get("values");
    try (Checkpoint checkpoint = Checkpoint.read(runs.run(model));
        TextTokenizer tokenizer = TextTokenizer.read(runs.run(model))) {
      int[] ids = tokenizer.encodeDocument(PROMPT);
      Tensor hidden =
          ((TokenModel) checkpoint.model())
              .hiddenStates(
                  TokenBatch.of(Tensors.ofIndices(ids, 1, ids.length)), ForwardContext.EVALUATION);
      requireEqual(Tensors.toFloats(hidden.mean(1)), values);
    }
  }

  private static void requireEqual(float[] expected, JsonNode values) {
    assertEquals(expected.length, values.size());
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], values.get(i).asDouble(), TOLERANCE);
    }
  }

  @Test
  void imagesGetClasses() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    try (ImageData digits = ImageSource.builtin().read(8);
        Device device = Engine.device("cpu");
        Checkpoint checkpoint = Checkpoint.read(runs.run("vit"))) {
      Tensor pixels = digits.test().pixels(new int[] {3, 40});
      write(images.resolve("a.png"), Tensors.toLongs(pixels.select(0, 0)));
      write(images.resolve("b.png"), Tensors.toLongs(pixels.select(0, 1)));
      JsonNode answers = ExportedRuns.answers(exported("vit"), images.toString());
      Tensor probabilities =
          ((VisionTransformer) checkpoint.model())
              .logits(digits.normalised(pixels, device), ForwardContext.EVALUATION)
              .softmax(-1);
      assertEquals(2, answers.size());
      for (int i = 0; i < 2; i++) {
        requireBest(probabilities.select(0, i), answers.get(i).get("candidates"), String::valueOf);
      }
    }
  }

  private static void write(Path file, long[] pixels) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < pixels.length; i++) {
      image.getRaster().setSample(i % 8, i / 8, 0, (int) pixels[i]);
    }
    ImageIO.write(image, "png", file.toFile());
  }

  /** Columns in another order, and with a date, are found by name. */
  @Test
  void seriesGoOnInTheirUnits() throws IOException {
    TimeSeries series = Lorenz96.weather().generate(3000, 1);
    Path csv = reversed(series, 500);
    JsonNode steps = ExportedRuns.answers(exported("stanhop"), csv.toString()).get(0).get("steps");
    float[][] expected = forecast(series, 500);
    assertEquals(expected.length, steps.size());
    for (int step = 0; step < expected.length; step++) {
      requireEqual(expected[step], steps.get(step));
    }
  }

  /** The first steps, the last column first. */
  private static Path reversed(TimeSeries series, int steps) throws IOException {
    Path csv = folder.resolve(steps + "-steps.csv");
    StringBuilder lines = new StringBuilder();
    List<Integer> order =
        IntStream.range(0, series.channels()).map(i -> series.channels() - 1 - i).boxed().toList();
    lines
        .append("date,")
        .append(order.stream().map(series.columns()::get).collect(Collectors.joining(",")))
        .append('\n');
    for (int step = 0; step < steps; step++) {
      int now = step;
      lines
          .append(step)
          .append(',')
          .append(
              order.stream()
                  .map(c -> Float.toString(series.at(now, c)))
                  .collect(Collectors.joining(",")))
          .append('\n');
    }
    return Files.writeString(csv, lines);
  }

  /** After the first steps of the series. */
  private static float[][] forecast(TimeSeries series, int steps) {
    StanHopConfig config =
        (StanHopConfig) ModelConfig.read(runs.run("stanhop").resolve("config.json"));
    Standardization units =
        Standardization.of(series, SeriesSplit.byShares(series.length()).training());
    int channels = series.channels();
    float[] values =
        Arrays.copyOfRange(
            units.apply(series), (steps - config.contextLength()) * channels, steps * channels);
    try (StanHopNet net = new StanHopNet(config)) {
      Map<String, Tensor> weights =
          SafeTensors.read(runs.run("stanhop").resolve("model.safetensors"));
      net.parameters().load(weights);
      weights.values().forEach(Tensor::close);
      float[] ahead =
          Tensors.toFloats(
              net.forecast(
                  Tensors.of(values, 1, config.contextLength(), channels),
                  ForwardContext.EVALUATION));
      float[][] restored = new float[config.predictionLength()][channels];
      for (int i = 0; i < ahead.length; i++) {
        int channel = i % channels;
        restored[i / channels][channel] =
            (float) (ahead[i] * units.deviation()[channel] + units.mean()[channel]);
      }
      return restored;
    }
  }

  @Test
  void tablesHaveTheNumbersOfJson() throws IOException {
    String masks = ExportedRuns.printed(exported("bert"), MASKED);
    assertTrue(masks.startsWith(MASKED + "\n[MASK], token 3   probability\n"), masks);
    for (JsonNode mask : ExportedRuns.answers(exported("bert"), MASKED).get(0).get("masks")) {
      requireListed(mask.get("candidates"), masks);
    }
    String image = image().toString();
    requireListed(
        ExportedRuns.answers(exported("vit"), image).get(0).get("candidates"),
        ExportedRuns.printed(exported("vit"), image));
    JsonNode continued = ExportedRuns.answers(exported("opt"), PROMPT).get(0);
    String text = ExportedRuns.printed(exported("opt"), PROMPT);
    assertTrue(text.startsWith(PROMPT + continued.get("continuation").asText()), text);
    String two = ExportedRuns.printed(exported("bert"), "one", "two", "--embeddings");
    assertTrue(two.contains("cosine        1        2\n"), two);
  }

  /** Every candidate has a row with its probability in four digits. */
  private static void requireListed(JsonNode candidates, String printed) {
    assertEquals(5, candidates.size());
    List<String> rows = printed.lines().map(line -> line.strip().replaceAll(" {2,}", " ")).toList();
    for (JsonNode candidate : candidates) {
      String row =
          String.format(
              Locale.ROOT,
              "%s %.4f",
              candidate.get("name").asText(),
              candidate.get("probability").asDouble());
      assertTrue(rows.contains(row), row + " is not in " + printed);
    }
  }

  @Test
  void aPrintedForecastHasTheNumbersOfJson() throws IOException {
    Path csv = reversed(Lorenz96.weather().generate(3000, 1), 100);
    JsonNode steps = ExportedRuns.answers(exported("stanhop"), csv.toString()).get(0).get("steps");
    List<String> rows =
        ExportedRuns.printed(exported("stanhop"), csv.toString())
            .lines()
            .map(line -> line.strip().replaceAll(" +", " "))
            .filter(line -> line.startsWith("+"))
            .toList();
    assertEquals(6, steps.size());
    for (int step = 0; step < steps.size(); step++) {
      StringBuilder row = new StringBuilder("+" + (step + 1));
      steps
          .get(step)
          .forEach(value -> row.append(String.format(Locale.ROOT, " %.5g", value.asDouble())));
      assertEquals(row.toString(), rows.get(step));
    }
  }

  private static void requireRefused(int code, String message, String model, String... inputs) {
    Outcome outcome = ExportedRuns.command("run", model, inputs);
    assertEquals(code, outcome.code(), outcome.err());
    assertTrue(outcome.err().startsWith("outeffhop: " + message), outcome.err());
    assertEquals("", outcome.out());
  }

  @Test
  void wrongInputIsExplained() throws IOException {
    String bert = exported("bert").resolve("model.onnx").toString();
    String opt = exported("opt").resolve("model.onnx").toString();
    String longText = "word ".repeat(100);
    requireRefused(1, "the text 'no mask' has no [MASK]", bert, "no mask");
    requireRefused(1, "the text 'word word word word word word word word ..' has ", opt, longText);
    requireRefused(2, bert + " is bert; --max-new-tokens", bert, MASKED, "--max-new-tokens", "3");
    String top = "; --top applies only to masks and to classes of images";
    requireRefused(2, opt + " is opt" + top, opt, PROMPT, "--top", "5");
    requireRefused(
        2, bert + " is bert for embeddings" + top, bert, PROMPT, "--embeddings", "--top", "3");
    requireRefused(
        2, bert + " is bert; --prompt-name applies only", bert, MASKED, "--prompt-name", "query");
    requireRefused(2, opt + " is opt; --truncate applies only", opt, PROMPT, "--truncate", "model");
    requireRefused(2, "temperature is -1.0; it must be", opt, PROMPT, "--temperature", "-1");
    requireRefused(2, "max-new-tokens is 0; it must be", opt, PROMPT, "--max-new-tokens", "0");
    requireRefused(2, "--seed is given, but temperature is 0", opt, PROMPT, "--seed", "1");
    requireRefused(
        2,
        "an input is missing; give at least one INPUT, or --file FILE, or - for standard input",
        opt);
    for (String threads : List.of("0", "1025", "100000", "2147483647")) {
      requireRefused(
          2,
          "threads is " + threads + "; it must be from 1 to 1024",
          opt,
          PROMPT,
          "--threads",
          threads);
    }
    requireRefused(1, "there is no file or folder", exported("vit").toString(), "none.png");
    requireRefused(
        1,
        exported("vit").resolve("model.onnx") + " outputs logits and no last_hidden_state",
        exported("vit").toString(),
        image().toString(),
        "--embeddings");
    requireRefused(1, "there is no file none.csv", exported("stanhop").toString(), "none.csv");
    Path csv = Files.writeString(folder.resolve("other.csv"), "a,b\n" + "1,2\n".repeat(200));
    requireRefused(1, "other.csv has no series '", exported("stanhop").toString(), csv.toString());
    Path brief = Files.writeString(folder.resolve("brief.csv"), "a,b\n1,2\n");
    requireRefused(
        1, "brief.csv has 1 time steps", exported("stanhop").toString(), brief.toString());
  }

  private static Path image() throws IOException {
    Path file = folder.resolve("black.png");
    write(file, new long[64]);
    return file;
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    for (String model : List.of("bert", "vit", "stanhop")) {
      Path alone = folder.resolve(model + "-alone.onnx");
      Files.copy(exported(model).resolve("model.onnx"), alone);
      String file =
          Map.of(
                  "bert",
                  "tokenizer.json",
                  "vit",
                  "preprocessor_config.json",
                  "stanhop",
                  "series.json")
              .get(model);
      requireRefused(
          1, "there is no " + file + " beside " + alone, alone.toString(), image().toString());
    }
    Path damaged = Files.writeString(folder.resolve("damaged.onnx"), "no model");
    requireRefused(1, damaged + " is no ONNX model", damaged.toString(), "a");
    requireRefused(1, "there is no file", folder.resolve("none.onnx").toString(), "a");
  }
}
