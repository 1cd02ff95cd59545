package org.outeffhop.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.outeffhop.data.series.TimeSeries;
import org.outeffhop.experiment.result.InferenceResult;
import org.outeffhop.experiment.result.InferenceResult.Answer;
import org.outeffhop.progress.Progress;

/** Runs an exported model on the inputs of its kind: texts, images or series. */
public final class Inference implements AutoCloseable {
  private static final String FILL_MASK = "fill-mask";
  private static final String TEXT_GENERATION = "text-generation";

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
   * @throws IllegalArgumentException if it is not a model that this library exported, or an option
   *     does not apply to its kind
   */
  public static Inference open(Path path, int threads, InferenceOptions options, Progress progress)
      throws IOException {
    Inference inference = new Inference(ExportedFolder.open(path, threads), options, progress);
    try {
      inference.requireFit();
      inference.exported.model().warning().ifPresent(progress::notice);
      return inference;
    } catch (IllegalArgumentException e) {
      inference.close();
      throw e;
    }
  }

  private void requireFit() {
    boolean continues = task().equals(TEXT_GENERATION);
    if (options.sampling().isPresent() && (!continues || options.embeddings())) {
      throw new IllegalArgumentException(
          "%s is %s%s; --max-new-tokens, --temperature, --top-k and --seed apply only to continuing text"
              .formatted(
                  exported.model().file(), kind(), options.embeddings() ? " for embeddings" : ""));
    }
  }

  private String kind() {
    return exported.said("model");
  }

  /** What the model is for, which decides what it takes. */
  private String task() {
    return exported.said("pipeline_tag");
  }

  /**
   * Runs it on every input.
   *
   * @param inputs texts, files or folders of images, or CSV files of series
   * @throws IllegalArgumentException if an input is invalid, or a file of the model is missing
   */
  public InferenceResult run(List<String> inputs) throws IOException {
    List<Answer> answers =
        switch (task()) {
          case FILL_MASK, TEXT_GENERATION -> texts(inputs);
          case "image-classification" -> images(inputs);
          case "time-series-forecasting" -> series(inputs);
          default ->
              throw new IllegalArgumentException(
                  "%s says it is for %s, which is not known here; export it again"
                      .formatted(exported.model().file(), task()));
        };
    return new InferenceResult(
        exported.model().file().toString(),
        kind(),
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
    if (task().equals(TEXT_GENERATION)) {
      return new TextGeneration(model, options.chosen(), progress)::of;
    }
    if (!exported.model().outputs().contains("logits")) {
      throw new IllegalArgumentException(
          exported.model().file() + " is an encoder without a head; use --embeddings");
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
              + " is a STanHop-Net, which has no embeddings of texts or images; leave --embeddings out");
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
