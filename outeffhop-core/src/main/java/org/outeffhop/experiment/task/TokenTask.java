package org.outeffhop.experiment.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.experiment.diagnosis.TokenNames;
import org.outeffhop.export.OnnxExport;
import org.outeffhop.export.TorchValues;
import org.outeffhop.files.AtomicFile;
import org.outeffhop.metrics.sinks.TokenLabels;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.TokenBatch;
import org.outeffhop.model.TokenModel;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.TokenPooling;
import org.outeffhop.random.SplitMix64;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.tensor.Tensors;
import org.outeffhop.text.PoolingSettings;
import org.outeffhop.text.SentenceSettings;
import org.outeffhop.text.TextTokenizer;

/**
 * A task over text, whose models have a tokenizer.
 *
 * @param <M> the models
 * @param <B> a batch
 */
public abstract class TokenTask<M extends TokenModel, B> implements Task<M, B> {
  private static final String TOKENIZER = "tokenizer.json";
  private static final int SENTENCES = 8;
  private static final int LENGTH = 64;

  private final Path tokenizer;
  private final TextCorpus shown;

  /**
   * A task.
   *
   * @param tokenizer the folder of the tokenizer's files
   * @param shown the text whose first documents engines are compared on
   */
  TokenTask(Path tokenizer, TextCorpus shown) {
    this.tokenizer = tokenizer;
    this.shown = shown;
  }

  /** The text whose first documents engines are compared on. */
  final TextCorpus shown() {
    return shown;
  }

  /** What the graph gives for sequences that may be padded. */
  abstract Tensor output(M model, TokenBatch batch, ForwardContext context);

  @Override
  public final Tensor output(M model, Tensor inputIds, ForwardContext context) {
    return output(model, TokenBatch.of(inputIds), context);
  }

  /** The tokens that say nothing about what follows, where such were planted in the text. */
  final long[] plantedTokens() {
    if (shown.outliers().isEmpty()) {
      return new long[0];
    }
    try (TextTokenizer reader = TextTokenizer.read(tokenizer)) {
      return shown.outliers().stream().mapToLong(word -> reader.encode(word)[0]).toArray();
    }
  }

  /** Blocks or texts on which can be measured. */
  public abstract int heldOutSamples();

  /** Tokens of the longest of those. */
  public abstract int longestHeldOut();

  /** The held-out tokens, of which there is at least one. */
  abstract int[] heldOutTokens(int most);

  @Override
  public final Tensor samples(int batch, int length) {
    int[] chosen = new int[Math.multiplyExact(batch, length)];
    int[] tokens = heldOutTokens(chosen.length);
    Arrays.setAll(chosen, i -> tokens[i % tokens.length]);
    return Tensors.ofIndices(chosen, batch, length);
  }

  @Override
  public final GraphSample graphSample(M model, ModelConfig shape) {
    LanguageModelConfig config = (LanguageModelConfig) shape;
    Optional<int[][]> sentences = sentences(config);
    int[][] rows = sentences.orElseGet(() -> random(config));
    int length = Arrays.stream(rows).mapToInt(row -> row.length).max().orElseThrow();
    int[] ids = new int[rows.length * length];
    int[] visible = new int[ids.length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, ids, row * length, rows[row].length);
      Arrays.fill(visible, row * length, row * length + rows[row].length, 1);
    }
    return graphSample(
        model,
        sentences.isPresent()
            ? String.format(Locale.ROOT, "%d documents of %s", rows.length, shown.name())
            : "random tokens",
        Tensors.ofIndices(ids, rows.length, length),
        Tensors.ofIndices(visible, rows.length, length));
  }

  private GraphSample graphSample(M model, String name, Tensor ids, Tensor visible) {
    Map<String, OnnxInput> inputs = new LinkedHashMap<>();
    inputs.put("input_ids", TorchValues.input(ids));
    inputs.put("attention_mask", TorchValues.input(visible));
    inputs.put("token_type_ids", OnnxInput.of(new long[(int) ids.numel()], Tensors.shape(ids)));
    TokenBatch batch = TokenBatch.padded(ids, visible.ne(Tensors.scalar(0)));
    try (NoGradGuard constant = new NoGradGuard()) {
      return new GraphSample(
          String.format(Locale.ROOT, "%s, %d tokens with padding", name, ids.numel()),
          ids.size(0),
          inputs,
          output(model, batch, ForwardContext.EVALUATION),
          Tensors.toLongs(visible));
    }
  }

  private static int longest(LanguageModelConfig config) {
    return Math.min(LENGTH, config.maxPositionEmbeddings());
  }

  /** The first documents of the text; nothing where there is no tokenizer. */
  private Optional<int[][]> sentences(LanguageModelConfig config) {
    if (!hasTokenizer()) {
      return Optional.empty();
    }
    try (TextTokenizer reader = TextTokenizer.read(tokenizer);
        Stream<String> documents = shown.documents()) {
      reader.requireFit(config.vocabSize());
      return Optional.of(
          documents
              .map(reader::encodeDocument)
              .filter(ids -> ids.length > 1)
              .map(ids -> Arrays.copyOf(ids, Math.min(longest(config), ids.length)))
              .limit(SENTENCES)
              .toArray(int[][]::new));
    }
  }

  private static int[][] random(LanguageModelConfig config) {
    SplitMix64 random = new SplitMix64(1, 0);
    int[][] rows = new int[SENTENCES][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = new int[1 + random.nextInt(longest(config))];
      Arrays.setAll(rows[row], i -> random.nextInt(config.vocabSize()));
    }
    return rows;
  }

  private boolean hasTokenizer() {
    return TextTokenizer.file(tokenizer).isPresent();
  }

  @Override
  public final List<String> writeCompanions(Path folder) throws IOException {
    if (!hasTokenizer()) {
      return List.of();
    }
    List<String> names = new ArrayList<>(List.of(TOKENIZER));
    byte[] json = TextTokenizer.json(tokenizer);
    AtomicFile.write(folder.resolve(TOKENIZER), out -> out.write(json));
    for (String name : settings().files()) {
      byte[] file = Files.readAllBytes(tokenizer.resolve(name));
      Files.createDirectories(folder.resolve(name).getParent());
      AtomicFile.write(folder.resolve(name), out -> out.write(file));
      names.add(name);
    }
    return names;
  }

  /**
   * What the model's folder says of embeddings.
   *
   * @throws IllegalArgumentException if a setting is not supported
   */
  final SentenceSettings settings() {
    return SentenceSettings.read(tokenizer);
  }

  /** Whether embeddings are what its models are for. */
  boolean embeds() {
    return false;
  }

  /** Adds the embedding of a model that is for embeddings, or whose folder says how to pool. */
  @Override
  public final void complete(OnnxExport export, ModelConfig config) {
    PoolingSettings pooling = settings().pooling();
    if (embeds() || !pooling.source().isEmpty()) {
      export.embed(
          TokenPooling.of(pooling.modes(), pooling.normalized()),
          ((LanguageModelConfig) config).hiddenSize());
    }
  }

  @Override
  public final List<String> notes(ModelConfig config) {
    SentenceSettings settings = settings();
    List<String> notes = new ArrayList<>();
    if (!hasTokenizer()) {
      notes.add(
          "%s has no tokenizer; 'run' needs a %s beside the model".formatted(tokenizer, TOKENIZER));
    }
    if (embeds() || !settings.pooling().source().isEmpty()) {
      notes.addAll(settings.notes(((LanguageModelConfig) config).hiddenSize()));
    }
    return notes;
  }

  @Override
  public final TokenLabels labels(M model, B batch) {
    return TokenLabels.of(inputs(batch), null, model.isCausal());
  }

  @Override
  public final TokenNames names() {
    return hasTokenizer()
        ? TokenNames.of(TextTokenizer.read(tokenizer))
        : TokenNames.numbers("token");
  }

  @Override
  public final void look(M model, B batch, ForwardContext context) {
    Tensor unused = model.hiddenStates(TokenBatch.of(inputs(batch)), context);
  }

  /** The tokens of ids, each as text. */
  final List<String> decoded(int[] ids) {
    try (TextTokenizer reader = TextTokenizer.read(tokenizer)) {
      return Arrays.stream(ids).mapToObj(id -> reader.decode(new int[] {id})).toList();
    }
  }
}
