package org.outeffhop.inference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.outeffhop.inference.result.InferenceResult;
import org.outeffhop.inference.result.InferenceResult.Answer;
import org.outeffhop.progress.Progress;
import org.outeffhop.series.TimeSeries;

/** Runs an exported model on the inputs of its kind: texts, images or series. */
public final class Inference implements AutoCloseable {
  private static final String FILL_MASK = "fill-mask";
  private static final String IMAGE_CLASSIFICATION = "image-classification";
  private static final String TEXT_GENERATION = "text-generation";

  /** Inputs that are answered before their answers are handed on. */
  private static final int WINDOW = 64;

  private final ExportedFolder exported;
  private final InferenceOptions options;
  private final Progress progress;

  /** How texts are embedded; empty for whatever else is done. */
  private Optional<TextIntake> intake = Optional.empty();

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
   * @throws UnusedOptionException if an option does not apply to its kind
   * @throws IllegalArgumentException if it is not a model that this library exported
   */
  public static Inference open(Path path, int threads, InferenceOptions options, Progress progress)
      throws IOException {
    Inference inference = new Inference(ExportedFolder.open(path, threads), options, progress);
    try {
      inference.requireFit();
      inference.readSettings();
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
      throw new UnusedOptionException(
          "%s is %s%s; --max-new-tokens, --temperature, --top-k and --seed apply only to continuing text"
              .formatted(exported.model().file(), kind(), forEmbeddings()));
    }
    boolean text = continues || task().equals(FILL_MASK);
    boolean cuts = text && (options.embeddings() || !continues);
    if (options.truncation().isPresent() && !cuts) {
      throw new UnusedOptionException(
          "%s is %s; --truncate applies only to embeddings of texts and to masks"
              .formatted(exported.model().file(), kind()));
    }
    if (options.promptName().isPresent() && !(text && options.embeddings())) {
      throw new UnusedOptionException(
          "%s is %s; --prompt-name applies only to embeddings of texts"
              .formatted(exported.model().file(), kind()));
    }
  }

  /**
   * Checks that the most likely tokens or classes are listed, of which their number can be chosen.
   *
   * @throws UnusedOptionException if they are not
   */
  public void requireList() {
    boolean lists = task().equals(FILL_MASK) || task().equals(IMAGE_CLASSIFICATION);
    if (!lists || options.embeddings()) {
      throw new UnusedOptionException(
          "%s is %s%s; --top applies only to masks and to classes of images"
              .formatted(exported.model().file(), kind(), forEmbeddings()));
    }
  }

  private String forEmbeddings() {
    return options.embeddings() ? " for embeddings" : "";
  }

  private void readSettings() {
    if (options.embeddings() && List.of(FILL_MASK, TEXT_GENERATION).contains(task())) {
      intake = Optional.of(TextIntake.embedded(exported, options, progress));
    }
  }

  private String kind() {
    return exported.said("model");
  }

  /** What the model is for, which decides what it takes. */
  private String task() {
    return exported.said("pipeline_tag");
  }

  /** What answers, without any answers. */
  public InferenceResult head() {
    return new InferenceResult(
        exported.model().file().toString(),
        kind(),
        exported.said("attention"),
        exported.said("precision"),
        intake.map(texts -> TextIntake.pooling(exported)).orElse(null),
        intake.map(texts -> texts.settings().similarity()).orElse(null),
        List.of());
  }

  /**
   * Runs it on every input.
   *
   * @param inputs texts, files or folders of images, or CSV files of series
   * @throws IllegalArgumentException if an input is invalid, or a file of the model is missing
   */
  public InferenceResult run(List<String> inputs) throws IOException {
    List<Answer> answers = new ArrayList<>();
    run(inputs.stream().map(Input::of).iterator(), inputs.size(), answers::addAll);
    return head().with(answers);
  }

  /**
   * Runs it on inputs that are taken and answered some at a time, so that there may be any number.
   *
   * @param total how many there are, or 0 where that is not known
   * @param sink receives the answers in order
   * @throws IllegalArgumentException if an input is invalid, saying where it stands, or a file of
   *     the model is missing
   */
  public void run(Iterator<Input> inputs, long total, Consumer<List<? extends Answer>> sink)
      throws IOException {
    switch (task()) {
      case FILL_MASK, TEXT_GENERATION -> texts(inputs, total, sink);
      case IMAGE_CLASSIFICATION -> answer(images(), inputs, total, sink);
      case "time-series-forecasting" -> answer(series(), inputs, total, sink);
      default ->
          throw new IllegalArgumentException(
              "%s says it is for %s, which is not known here; export it again"
                  .formatted(exported.model().file(), task()));
    }
  }

  private void answer(
      Answering answering,
      Iterator<Input> inputs,
      long total,
      Consumer<List<? extends Answer>> sink) {
    long[] answered = {0};
    while (inputs.hasNext()) {
      List<Input> some = new ArrayList<>();
      while (some.size() < WINDOW && inputs.hasNext()) {
        some.add(inputs.next());
      }
      sink.accept(
          answering.of(some, more -> progress.update("running", answered[0] += more, total)));
    }
  }

  private void texts(Iterator<Input> inputs, long total, Consumer<List<? extends Answer>> sink) {
    TextIntake texts = intake();
    try (TextModel model = TextModel.of(exported, texts)) {
      intake.ifPresent(embedded -> embedded.notes(exported).forEach(progress::notice));
      answer(answering(model), inputs, total, sink);
      texts.cuts().end();
    }
  }

  private TextIntake intake() {
    if (intake.isPresent()) {
      return intake.get();
    }
    return task().equals(TEXT_GENERATION)
        ? TextIntake.whole()
        : TextIntake.masked(exported, options, progress);
  }

  private Answering answering(TextModel model) {
    if (options.embeddings()) {
      return new SentenceVectors(model)::of;
    }
    if (task().equals(TEXT_GENERATION)) {
      return Answering.each(new TextGeneration(model, options.chosen(), progress)::of);
    }
    if (!exported.model().outputs().contains("logits")) {
      throw new IllegalArgumentException(
          exported.model().file() + " is an encoder without a head; use --embeddings");
    }
    return Answering.each(new FillMask(model, options.top())::of);
  }

  private Answering images() {
    ImageClasses classes = new ImageClasses(exported, Pixels.of(exported), options.top());
    return (inputs, done) -> {
      List<Answer> answers = new ArrayList<>();
      for (Input input : inputs) {
        List<Path> files = input.used(() -> ImageClasses.files(Path.of(input.value())));
        for (Path file : files) {
          answers.add(input.used(() -> classes.of(file, options.embeddings())));
        }
        done.of(1);
      }
      return answers;
    };
  }

  private Answering series() {
    if (options.embeddings()) {
      throw new IllegalArgumentException(
          exported.model().file()
              + " is a STanHop-Net, which has no embeddings of texts or images; leave --embeddings out");
    }
    SeriesForecast forecast = SeriesForecast.of(exported);
    return Answering.each(input -> forecast.of(read(Path.of(input.value()))));
  }

  private static TimeSeries read(Path file) {
    try {
      return TimeSeries.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    exported.close();
  }
}
