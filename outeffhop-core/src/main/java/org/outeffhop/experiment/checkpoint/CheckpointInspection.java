package org.outeffhop.experiment.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.outeffhop.data.TextTokenizer;
import org.outeffhop.experiment.result.InspectionResult;
import org.outeffhop.experiment.result.InspectionResult.Measures;
import org.outeffhop.experiment.result.InspectionResult.Source;
import org.outeffhop.experiment.result.InspectionResult.WeightFileSize;
import org.outeffhop.experiment.result.TensorList;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.ParameterPart;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.model.checkpoint.WeightFile;
import org.outeffhop.model.checkpoint.WeightFiles;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.TensorFile;

/**
 * Says what a checkpoint is, and measures its outliers and perplexity on a text.
 *
 * @param method the attention method of a checkpoint whose {@code config.json} does not say it
 */
public record CheckpointInspection(
    Path folder, Optional<AttentionMethod> method, Progress progress) {
  private static final String CONFIG = "config.json";
  private static final int NAMED = 5;

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
   *     text is given and there is no tokenizer, or it does not fit the model
   */
  public InspectionResult run(Optional<InspectionText> text) {
    requireCheckpoint();
    progress.update("reading " + folder, 0, 0);
    try (Checkpoint checkpoint = Checkpoint.read(folder, method)) {
      Optional<InspectionResult.Tokenizer> tokenizer = tokenizer();
      Measures measures = text.map(given -> measure(checkpoint, tokenizer, given)).orElse(null);
      Map<String, Long> parts = parts(checkpoint);
      try (WeightFiles weights = WeightFiles.open(folder)) {
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
            checkpoint.contents().leftOut(),
            weights.ignored(),
            measures);
      }
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

  private void requireCheckpoint() {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "there is no file or folder "
              + folder
              + "; a checkpoint is a folder with config.json and weights, or a file of weights");
    }
    if (Files.isRegularFile(folder.resolve(CONFIG))) {
      return;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      List<String> checkpoints =
          inside
              .filter(path -> Files.isRegularFile(path.resolve(CONFIG)))
              .map(path -> path.getFileName().toString())
              .sorted()
              .toList();
      throw new IllegalArgumentException(
          folder
              + " is no checkpoint: there is no config.json"
              + (checkpoints.isEmpty()
                  ? "; beside it the weights are looked for, and tokenizer.json"
                  : "; but there is one in its folders "
                      + String.join(
                          ", ", checkpoints.subList(0, Math.min(NAMED, checkpoints.size())))
                      + (checkpoints.size() > NAMED ? ", .." : "")));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }

  private Optional<InspectionResult.Tokenizer> tokenizer() {
    Optional<Path> file = TextTokenizer.file(folder);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (TextTokenizer tokenizer = TextTokenizer.read(folder)) {
      return Optional.of(
          new InspectionResult.Tokenizer(
              file.get().getFileName().toString(), tokenizer.vocabularySize()));
    }
  }

  private Measures measure(
      Checkpoint checkpoint, Optional<InspectionResult.Tokenizer> tokenizer, InspectionText text) {
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
    int ids = tokenizer.get().vocabularySize();
    if (ids > config.vocabSize()) {
      throw new IllegalArgumentException(
          "%s has ids up to %d; the model's vocab_size is %d"
              .formatted(folder.resolve(tokenizer.get().name()), ids - 1, config.vocabSize()));
    }
    return new CheckpointMeasurement(checkpoint, text, progress).run();
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
        ModelConfig.namesAttention(folder.resolve(CONFIG))
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
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
