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
  private static final String BERT = "bert";

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
      return inference;
    } catch (IllegalArgumentException e) {
      inference.close();
      throw e;
    }
  }

  private void requireFit() {
    boolean decoder = kind().equals("opt") || kind().equals("llama");
    if (options.sampling().isPresent() && (!decoder || options.embeddings())) {
      throw new IllegalArgumentException(
          "%s is %s%s; --max-new-tokens, --temperature, --top-k and --seed apply only to continuing text with opt and llama"
              .formatted(
                  exported.model().file(), kind(), options.embeddings() ? " for embeddings" : ""));
    }
  }

  private String kind() {
    return exported.said("model");
  }

  /**
   * Runs it on every input.
   *
   * @param inputs texts of bert, opt and llama, files or folders of images of vit, CSV files of
   *     stanhop
   * @throws IllegalArgumentException if an input is invalid, or a file of the model is missing
   */
  public InferenceResult run(List<String> inputs) throws IOException {
    List<Answer> answers =
        switch (kind()) {
          case BERT, "opt", "llama" -> texts(inputs);
          case "vit" -> images(inputs);
          case "stanhop" -> series(inputs);
          default ->
              throw new IllegalArgumentException(
                  "%s says it is a '%s'; supported are bert, opt, llama, vit and stanhop"
                      .formatted(exported.model().file(), kind()));
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
    if (!kind().equals(BERT)) {
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
