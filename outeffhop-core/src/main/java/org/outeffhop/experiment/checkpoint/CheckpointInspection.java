package org.outeffhop.experiment.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.outeffhop.experiment.result.DiagnosisResult;
import org.outeffhop.experiment.result.InspectionResult;
import org.outeffhop.experiment.result.InspectionResult.Measures;
import org.outeffhop.experiment.result.InspectionResult.Source;
import org.outeffhop.experiment.result.InspectionResult.WeightFileSize;
import org.outeffhop.experiment.result.QualityMeasure;
import org.outeffhop.experiment.result.TensorList;
import org.outeffhop.experiment.stored.ModelOpener;
import org.outeffhop.experiment.stored.StoredData;
import org.outeffhop.experiment.stored.StoredModel;
import org.outeffhop.experiment.stored.StoredRun;
import org.outeffhop.experiment.task.AuthorsMeasures;
import org.outeffhop.experiment.task.HeldOut;
import org.outeffhop.experiment.task.MeasureDefinition;
import org.outeffhop.experiment.task.Task;
import org.outeffhop.experiment.task.TokenTask;
import org.outeffhop.files.FileFaults;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.metrics.OutlierSummary;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.ParameterPart;
import org.outeffhop.model.PassMemory;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.model.checkpoint.CheckpointConfig;
import org.outeffhop.model.checkpoint.CheckpointWeights;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.model.checkpoint.WeightFile;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.TensorFile;
import org.outeffhop.text.SentenceSettings;
import org.outeffhop.text.TextTokenizer;

/**
 * Says what a checkpoint is, and measures its outliers and perplexity on a text.
 *
 * @param method the attention method of a checkpoint whose {@code config.json} does not say it
 */
public record CheckpointInspection(
    Path folder, Optional<AttentionMethod> method, Progress progress) {
  /** In the order of the tables. */
  private static final List<ParameterPart> PARTS =
      List.of(
          ParameterPart.EMBEDDINGS,
          ParameterPart.ATTENTION,
          ParameterPart.MLP,
          ParameterPart.NORMS,
          ParameterPart.HEAD,
          ParameterPart.OTHER);

  /**
   * Reads the checkpoint and measures it where there is a text.
   *
   * @throws IllegalArgumentException if the folder is no checkpoint, saying what was looked for; if
   *     its tokenizer has ids that the model does not have; if text is given and there is no
   *     tokenizer
   */
  public InspectionResult run(Optional<StoredData> text) {
    return run(text, MeasureDefinition.OURS);
  }

  /**
   * The same by other definitions of the measures.
   *
   * @throws IllegalArgumentException if the checkpoint is not one, or a definition does not fit it
   */
  public InspectionResult run(Optional<StoredData> text, MeasureDefinition definition) {
    StoredRun.requireModel(folder);
    progress.update("reading " + folder, 0, 0);
    try (Checkpoint checkpoint = Checkpoint.read(folder, method)) {
      Optional<InspectionResult.Tokenizer> tokenizer = tokenizer(checkpoint.config());
      Measures measures =
          text.map(given -> measure(checkpoint, tokenizer, given, definition)).orElse(null);
      Map<String, Long> parts = parts(checkpoint);
      try (CheckpointWeights weights = CheckpointWeights.open(folder)) {
        return new InspectionResult(
            folder.toString(),
            checkpoint.model().architecture(),
            dimensions(checkpoint.config()),
            attention(checkpoint.config()),
            parts,
            parts.values().stream().mapToLong(Long::longValue).sum(),
            checkpoint.contents().types(),
            weights.paths().stream().map(CheckpointInspection::size).toList(),
            tokenizer.orElse(null),
            embeddings(checkpoint),
            checkpoint.contents().leftOut(),
            weights.ignored(),
            measures);
      }
    }
  }

  /**
   * Writes the checkpoint as a Hugging Face folder, with its tokenizer where it has one.
   *
   * @throws IllegalArgumentException if it is none
   */
  public void save(Path out) {
    progress.update("writing " + out, 0, 0);
    try (Checkpoint checkpoint = Checkpoint.read(folder, method)) {
      byte[] tokenizer =
          TextTokenizer.file(folder).isPresent() ? TextTokenizer.json(folder) : new byte[0];
      CheckpointWriter.FLOAT32.writeWithTokenizer(
          out, checkpoint.config(), checkpoint.model(), tokenizer);
    } catch (IOException e) {
      throw FileFaults.unreadable(folder, e);
    }
  }

  /**
   * Lists the tensors of a file of weights.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static TensorList list(Path file) {
    try (TensorFile tensors = WeightFile.open(file)) {
      List<TensorList.Entry> entries = new ArrayList<>();
      long elements = 0;
      for (String name : tensors.names()) {
        long[] shape = tensors.shape(name);
        elements += Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        entries.add(
            new TensorList.Entry(
                name, Arrays.stream(shape).boxed().toList(), tensors.typeName(name)));
      }
      return new TensorList(
          file.toString(), size(file).bytes(), elements, entries, tensors.ignored());
    }
  }

  /** What the settings say of embeddings, or what of them is not supported. */
  private List<String> embeddings(Checkpoint checkpoint) {
    if (!(checkpoint.config() instanceof LanguageModelConfig config)) {
      return List.of();
    }
    try {
      SentenceSettings settings = SentenceSettings.read(folder);
      return checkpoint.model() instanceof BertEncoder || !settings.pooling().source().isEmpty()
          ? settings.notes(config.hiddenSize())
          : List.of();
    } catch (IllegalArgumentException e) {
      return List.of("Embeddings: not with these settings: " + e.getMessage());
    }
  }

  private Optional<InspectionResult.Tokenizer> tokenizer(ModelConfig config) {
    Optional<Path> file = TextTokenizer.file(folder);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      if (config instanceof LanguageModelConfig text) {
        tokenizer.requireFit(text.vocabSize());
      }
      return Optional.of(
          new InspectionResult.Tokenizer(
              file.get().getFileName().toString(), tokenizer.vocabularySize()));
    }
  }

  private Measures measure(
      Checkpoint checkpoint,
      Optional<InspectionResult.Tokenizer> tokenizer,
      StoredData data,
      MeasureDefinition definition) {
    definition.requireAny(List.of(checkpoint.config().type()));
    if (!(checkpoint.config() instanceof LanguageModelConfig config)) {
      throw new IllegalArgumentException(
          "%s is of model_type %s; only language models are measured on a text"
              .formatted(folder, checkpoint.config().type()));
    }
    if (tokenizer.isEmpty()) {
      throw new IllegalArgumentException(
          folder
              + " has no tokenizer.json, vocab.txt, or vocab.json and merges.txt, without which no text can be measured");
    }
    StoredRun run = StoredRun.read(folder);
    ModelOpener opener = new ModelOpener(data, progress);
    StoredModel<?, ?> model = opener.open(run, checkpoint);
    try (Task<?, ?> task = model.task()) {
      opener.requireRoom(run, model, PassMemory.Purpose.LOOKING);
      return measures(model, (TokenTask<?, ?>) task, data, definition);
    }
  }

  private Measures measures(
      StoredModel<?, ?> model,
      TokenTask<?, ?> task,
      StoredData data,
      MeasureDefinition definition) {
    HeldOut<?, ?> heldOut = model.heldOut();
    long batches = heldOut.measured().size();
    long[] done = {0};
    HeldOut.Full measured =
        heldOut.telling(() -> progress.update("measuring", ++done[0], batches)).full();
    boolean hasHead = model.measure() == QualityMeasure.PERPLEXITY;
    OutlierSummary outliers = measured.outliers();
    done[0] = 0;
    InspectionResult.Outliers authors =
        definition == MeasureDefinition.AUTHORS
            ? authors(heldOut.telling(() -> progress.update("as the authors", ++done[0], batches)))
            : null;
    done[0] = 0;
    DiagnosisResult diagnosis =
        heldOut.telling(() -> progress.update("looking at heads", ++done[0], batches)).diagnosis();
    return new Measures(
        data.text().orElseThrow().name(),
        data.documents().evaluationShare(),
        task.heldOutSamples(),
        model.evaluation().batches(),
        model.evaluation().batchSize(),
        task.longestHeldOut(),
        hasHead ? measured.quality().value() : null,
        outliers.averageKurtosis(),
        outliers.maximumInfinityNorm(),
        modules(outliers),
        diagnosis,
        authors);
  }

  private static InspectionResult.Outliers authors(HeldOut<?, ?> heldOut) {
    OutlierSummary outliers = AuthorsMeasures.of(heldOut).orElseThrow().outliers();
    return new InspectionResult.Outliers(
        outliers.averageKurtosis(), outliers.maximumInfinityNorm(), modules(outliers));
  }

  private static List<InspectionResult.Module> modules(OutlierSummary outliers) {
    return outliers.modules().stream()
        .map(m -> new InspectionResult.Module(m.module(), m.kurtosis(), m.maximumInfinityNorm()))
        .toList();
  }

  private static Map<String, Object> dimensions(ModelConfig config) {
    Map<String, Object> dimensions = new LinkedHashMap<>(config.asMap());
    dimensions.keySet().removeAll(config.attention().asMap().keySet());
    dimensions.remove("architectures");
    return dimensions;
  }

  private InspectionResult.Attention attention(ModelConfig config) {
    Map<String, Object> settings = config.attention().asMap();
    settings.remove("attention_method");
    Source source =
        CheckpointConfig.read(folder).namesAttention()
            ? Source.CONFIG
            : method.isPresent() ? Source.GIVEN : Source.ASSUMED;
    return new InspectionResult.Attention(config.attention().method().toString(), source, settings);
  }

  private static Map<String, Long> parts(Checkpoint checkpoint) {
    Map<String, Long> parts = new LinkedHashMap<>();
    for (ParameterPart part : PARTS) {
      long count =
          checkpoint.model().parameters().asMap().entrySet().stream()
              .filter(parameter -> ParameterPart.of(parameter.getKey()) == part)
              .mapToLong(parameter -> parameter.getValue().numel())
              .sum();
      if (count > 0) {
        parts.put(part.toString(), count);
      }
    }
    return parts;
  }

  private static WeightFileSize size(Path file) {
    try {
      return new WeightFileSize(file.getFileName().toString(), Files.size(file));
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
  }
}
