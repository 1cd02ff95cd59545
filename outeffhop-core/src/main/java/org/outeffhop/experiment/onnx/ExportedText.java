package org.outeffhop.experiment.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.SplitMix64;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.TextTokenizer;
import org.outeffhop.experiment.run.StoredData;
import org.outeffhop.experiment.run.StoredRun;
import org.outeffhop.experiment.run.TrainedModel;
import org.outeffhop.experiment.text.StoredTexts;
import org.outeffhop.experiment.text.TextQuantization;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.OnnxInput;
import org.outeffhop.export.Precision;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.progress.Progress;
import org.outeffhop.quantization.QuantizationConfig;
import org.outeffhop.quantization.migration.MigrationPair;
import org.outeffhop.quantization.migration.MigrationPairs;
import org.outeffhop.quantization.migration.ShortcutScales;
import org.outeffhop.tensor.AtomicFile;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.Probe;
import org.outeffhop.tensor.Tensors;

/** A language model, or an encoder without a head, and its tokenizer. */
record ExportedText(
    StoredRun run, Checkpoint checkpoint, boolean cached, StoredData data, Progress progress)
    implements ExportedModel {
  private static final int SENTENCES = 8;
  private static final int LENGTH = 64;

  private LanguageModelConfig config() {
    return (LanguageModelConfig) checkpoint.config();
  }

  private TokenModel model() {
    return (TokenModel) checkpoint.model();
  }

  @Override
  public String kind() {
    return checkpoint.config().type().toString();
  }

  @Override
  public String attention() {
    return checkpoint.config().attention().method().toString();
  }

  @Override
  public Parameters parameters() {
    return checkpoint.model().parameters();
  }

  @Override
  public QuantizationConfig quantization() {
    return TextQuantization.of(model());
  }

  @Override
  public String calibrate(Probe probe) {
    if (!(checkpoint.model() instanceof LanguageModel)) {
      return new EncoderCalibration(run, checkpoint, data, progress).run(probe);
    }
    TrainedModel trained = new StoredTexts(data, progress).open(run, checkpoint);
    return TrainedCalibration.run(trained, data.evaluation(run), probe, progress);
  }

  @Override
  public List<MigrationPair> migrationPairs() {
    List<MigrationPair> pairs = MigrationPairs.of(checkpoint.config());
    if (!(checkpoint.config() instanceof BertConfig)) {
      ShortcutScales.requireNone(
          pairs.stream().flatMap(pair -> pair.shortcut().stream()).collect(Collectors.toSet()),
          kind());
    }
    return pairs;
  }

  @Override
  public OnnxExport graph(Precision precision) {
    return cached
        ? OnnxExport.cached(checkpoint.config(), checkpoint.model(), precision)
        : OnnxExport.of(checkpoint.config(), checkpoint.model(), precision);
  }

  @Override
  public OnnxExport graph(Precision precision, Map<String, double[]> shortcuts) {
    return cached
        ? ExportedModel.super.graph(precision, shortcuts)
        : OnnxExport.of(checkpoint.config(), checkpoint.model(), precision, shortcuts);
  }

  @Override
  public Sample sample() {
    Optional<int[][]> sentences = sentences();
    int[][] rows = sentences.orElseGet(this::random);
    int length = Arrays.stream(rows).mapToInt(row -> row.length).max().orElseThrow();
    int[] ids = new int[rows.length * length];
    int[] visible = new int[ids.length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, ids, row * length, rows[row].length);
      Arrays.fill(visible, row * length, row * length + rows[row].length, 1);
    }
    return sample(
        sentences.isPresent()
            ? "%d documents of %s".formatted(rows.length, corpus().name())
            : "random tokens",
        Tensors.ofIndices(ids, rows.length, length),
        Tensors.ofIndices(visible, rows.length, length));
  }

  private Sample sample(String name, Tensor ids, Tensor visible) {
    Map<String, OnnxInput> inputs = new LinkedHashMap<>();
    inputs.put("input_ids", OnnxInput.of(ids));
    inputs.put("attention_mask", OnnxInput.of(visible));
    if (checkpoint.config() instanceof BertConfig) {
      inputs.put("token_type_ids", OnnxInput.of(new long[(int) ids.numel()], Tensors.shape(ids)));
    }
    TokenBatch batch = TokenBatch.padded(ids, visible.ne(Tensors.scalar(0)));
    try (NoGradGuard constant = new NoGradGuard()) {
      Tensor expected =
          checkpoint.model() instanceof LanguageModel language
              ? language.logits(batch, ForwardContext.EVALUATION)
              : model().hiddenStates(batch, ForwardContext.EVALUATION);
      return new Sample(
          "%s, %d tokens with padding".formatted(name, ids.numel()),
          ids.size(0),
          inputs,
          expected,
          Tensors.toLongs(visible));
    }
  }

  private TextCorpus corpus() {
    return data.text().orElseGet(TextCorpus::builtin);
  }

  private int longest() {
    return Math.min(LENGTH, config().maxPositionEmbeddings());
  }

  /** The first documents of the text; nothing where there is no tokenizer. */
  private Optional<int[][]> sentences() {
    if (TextTokenizer.file(run.folder()).isEmpty()) {
      return Optional.empty();
    }
    try (TextTokenizer tokenizer = TextTokenizer.read(run.folder());
        Stream<String> documents = corpus().documents()) {
      return Optional.of(
          documents
              .map(tokenizer::encodeDocument)
              .filter(ids -> ids.length > 1)
              .map(ids -> Arrays.copyOf(ids, Math.min(longest(), ids.length)))
              .limit(SENTENCES)
              .toArray(int[][]::new));
    }
  }

  private int[][] random() {
    SplitMix64 random = new SplitMix64(1, 0);
    LanguageModelConfig config = config();
    int[][] rows = new int[SENTENCES][];
    for (int row = 0; row < rows.length; row++) {
      int length = 1 + random.nextInt(longest());
      rows[row] = new int[length];
      Arrays.setAll(rows[row], i -> random.nextInt(config.vocabSize()));
    }
    return rows;
  }

  @Override
  public List<String> writeCompanions(Path folder) throws IOException {
    if (TextTokenizer.file(run.folder()).isEmpty()) {
      return List.of();
    }
    byte[] json = TextTokenizer.json(run.folder());
    AtomicFile.write(folder.resolve("tokenizer.json"), out -> out.write(json));
    return List.of("tokenizer.json");
  }

  @Override
  public List<String> notes() {
    return TextTokenizer.file(run.folder()).isPresent()
        ? List.of()
        : List.of(
            run.folder() + " has no tokenizer; 'run' needs a tokenizer.json beside the model");
  }

  @Override
  public void close() {
    checkpoint.close();
  }
}
