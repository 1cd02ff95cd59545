package org.outeffhop.inspection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.outeffhop.data.TextLines;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.files.JsonFile;
import org.outeffhop.model.checkpoint.WeightFile;
import org.outeffhop.text.SentenceSettings;
import org.outeffhop.text.TextTokenizer;

/** A pointer, a page or a server's message under any name of a file is called what it is. */
class StandInFilesTest {
  private static final String POINTER =
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadb"
          + "b8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
  private static final String LFS =
      "it is a Git LFS pointer, in place of the file; run 'git lfs pull'";
  private static final String PAGE = "it is an HTML page; download the file itself";
  private static final String HTML = "<!doctype html>\n<html><body>Sign in</body></html>\n";

  @TempDir private Path folder;

  /** Reads the file of a name. */
  private void read(Path file) throws IOException {
    String name = file.getFileName().toString();
    switch (name.substring(name.lastIndexOf('.'))) {
      case ".safetensors", ".bin", ".pt", ".index" -> WeightFile.open(file).close();
      case ".npy", ".idx", ".png", ".csv", ".gz" -> Patterns.read(file);
      case ".txt", ".jsonl" -> TextLines.open(file).close();
      default -> JsonFile.readObject(file, 1 << 20);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.safetensors",
        "pytorch_model.bin",
        "model.pt",
        "model.ckpt.index",
        "a.npy",
        "a.idx",
        "a.png",
        "a.csv",
        "a.csv.gz",
        "a.idx.gz",
        "a.txt",
        "a.jsonl",
        "tokenizer.json",
        "config.json",
        "vocab.json"
      })
  void readers(String name) throws IOException {
    Path file = Files.writeString(folder.resolve(name), POINTER);
    requireSaid(LFS, file, () -> read(file));
    Files.writeString(file, HTML);
    requireSaid(PAGE, file, () -> read(file));
  }

  private interface Reading {
    void run() throws IOException;
  }

  private static void requireSaid(String sentence, Path file, Reading reading) {
    String said = assertThrows(IllegalArgumentException.class, reading::run).getMessage();
    assertTrue(said.startsWith(file + " ") && said.endsWith(": " + sentence), said);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.txt",
        "a.jsonl",
        "a.csv",
        "a.npy",
        "a.safetensors",
        "a.png",
        "train-images-idx3-ubyte",
        "train-images-idx3-ubyte.gz",
        "data_batch_1.bin"
      })
  void inspection(String name) throws IOException {
    for (List<String> file :
        List.of(
            List.of(POINTER, LFS),
            List.of(HTML, PAGE),
            List.of(
                "Entry not found",
                "it is a server's message, 'Entry not found', in place of the file; download the"
                    + " file itself"))) {
      Path path = Files.writeString(folder.resolve(name), file.get(0));
      List<Problem> problems =
          PathInspector.inspect(path).stream().flatMap(one -> one.problems().stream()).toList();
      assertEquals(1, problems.size(), problems::toString);
      assertTrue(problems.get(0).reason().endsWith(": " + file.get(1)), problems::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vocab.txt", "merges.txt", "vocab.json", "tokenizer_config.json"})
  void filesOfTokenizers(String name) throws IOException {
    Files.writeString(folder.resolve("vocab.json"), "{\"<|endoftext|>\": 0}");
    Files.writeString(folder.resolve("merges.txt"), "#version: 0.2\n");
    for (List<String> text :
        List.of(
            List.of(POINTER, LFS),
            List.of(
                "{\"error\":\"not found\"}",
                "it is a server's message, '{\"error\":\"not found\"}', in place of the file;"
                    + " download the file itself"))) {
      Path file = Files.writeString(folder.resolve(name), text.get(0));
      requireSaid(text.get(1), file, () -> TextTokenizer.read(folder).close());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"modules.json", "sentence_bert_config.json"})
  void settings(String name) throws IOException {
    Path file = Files.writeString(folder.resolve(name), POINTER);
    requireSaid(LFS, file, () -> SentenceSettings.read(folder));
  }

  @ParameterizedTest
  @CsvSource({
    "train-images-idx3-ubyte.gz,train-labels-idx1-ubyte.gz",
    "train-images-idx3-ubyte,train-labels-idx1-ubyte",
    "data_batch_1.bin,batches.meta.txt"
  })
  void images(String images, String beside) throws IOException {
    Files.writeString(folder.resolve(beside), POINTER);
    Path file = Files.writeString(folder.resolve(images), POINTER);
    String said =
        assertThrows(IllegalArgumentException.class, () -> ImageSource.of(folder).read(28))
            .getMessage();
    assertTrue(said.startsWith(folder + "/") && said.endsWith(": " + LFS), file + ": " + said);
  }
}
