package org.outeffhop.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.outeffhop.data.series.TimeSeries;
import org.outeffhop.experiment.result.InferenceResult;
import org.outeffhop.experiment.result.InferenceResult.Answer;
import org.outeffhop.model.ModelType;
import org.outeffhop.progress.Progress;

/** Runs an exported model on what its kind takes: texts, images or series. */
public final class Inference implements AutoCloseable {
  private final ExportedFolder exported;
  private final InferenceOptions options;
  private final Progress progress;

  private Inference(ExportedFolder exported, InferenceOptions options, Progress progress) {
    this.exported = exported;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Opens a model.
   *
   * @param path its file, or the folder that {@code export} or {@code convert} wrote
   * @param threads that compute one operator together
   * @throws IllegalArgumentException if it is no model that was exported here, or an option is of
   *     another kind of model
   */
  public static Inference open(Path path, int threads, InferenceOptions options, Progress progress)
      throws IOException {
    Inference inference = new Inference(ExportedFolder.open(path, threads), options, progress);
    try {
      inference.requireFit();
      return inference;
    } catch (IllegalArgumentException e) {
      inference.close();
      throw e;
    }
  }

  private void requireFit() {
    ModelType type = type();
    if (options.sampling().isPresent() && (!type.isCausal() || options.embeddings())) {
      throw new IllegalArgumentException(
          "%s is %s%s; --max-new-tokens, --temperature, --top-k and --seed are for continuing text with %s"
              .formatted(
                  exported.model().file(),
                  type,
                  options.embeddings() ? " for embeddings" : "",
                  ModelType.list(ModelType::isCausal)));
    }
  }

  private ModelType type() {
    String said = exported.said("model");
    try {
      return ModelType.of(said);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s says it is a '%s'; known are %s"
              .formatted(exported.model().file(), said, ModelType.list(type -> true)),
          e);
    }
  }

  /**
   * Runs it on every input.
   *
   * @param inputs texts, files or folders of images, or CSV files of series, as the model takes
   * @throws IllegalArgumentException if an input cannot be, or what belongs to the model is missing
   */
  public InferenceResult run(List<String> inputs) throws IOException {
    List<Answer> answers =
        switch (type().data()) {
          case TEXT -> texts(inputs);
          case IMAGES -> images(inputs);
          case SERIES -> series(inputs);
        };
    return new InferenceResult(
        exported.model().file().toString(),
        type().toString(),
        exported.said("attention"),
        exported.said("precision"),
        answers);
  }

  private List<Answer> texts(List<String> texts) {
    try (TextModel model = TextModel.of(exported)) {
      Function<String, Answer> answer = answer(model);
      List<Answer> answers = new ArrayList<>();
      for (String text : texts) {
        answers.add(answer.apply(text));
        progress.update("running", answers.size(), texts.size());
      }
      return answers;
    }
  }

  private Function<String, Answer> answer(TextModel model) {
    if (options.embeddings()) {
      return text -> Embedding.of(exported.model(), text, model.inputs(model.tokens(text)));
    }
    if (type().isCausal()) {
      return new TextGeneration(model, options.chosen(), progress)::of;
    }
    if (!exported.model().outputs().contains("logits")) {
      throw new IllegalArgumentException(
          exported.model().file() + " is an encoder without a head; ask for --embeddings");
    }
    return new FillMask(model, options.top())::of;
  }

  private List<Answer> images(List<String> inputs) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String input : inputs) {
      files.addAll(ImageClasses.files(Path.of(input)));
    }
    ImageClasses classes = new ImageClasses(exported, Pixels.of(exported), options.top());
    List<Answer> answers = new ArrayList<>();
    for (Path file : files) {
      answers.add(classes.of(file, options.embeddings()));
      progress.update("running", answers.size(), files.size());
    }
    return answers;
  }

  private List<Answer> series(List<String> inputs) throws IOException {
    if (options.embeddings()) {
      throw new IllegalArgumentException(
          exported.model().file()
              + " is a STanHop-Net, whose hidden states are of no text or image; leave --embeddings out");
    }
    SeriesForecast forecast = SeriesForecast.of(exported);
    List<Answer> answers = new ArrayList<>();
    for (String input : inputs) {
      answers.add(forecast.of(TimeSeries.read(Path.of(input))));
    }
    return answers;
  }

  @Override
  public void close() {
    exported.close();
  }
}
