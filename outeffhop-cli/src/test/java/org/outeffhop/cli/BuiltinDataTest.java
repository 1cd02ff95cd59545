package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.image.ImageSource;
import picocli.CommandLine.Model.CommandSpec;

/** {@code builtin} is what a command takes where no data are named, in every option of data. */
class BuiltinDataTest {
  @TempDir private Path folder;

  @Test
  void textAndImages() throws IOException {
    CommandSpec spec = CommandSpec.create();
    assertEquals(
        TextCorpus.builtin().fingerprint(),
        DataArguments.corpus(spec, List.of("builtin")).fingerprint());
    assertEquals(
        TextCorpus.glosses().fingerprint(),
        DataArguments.corpus(spec, List.of(), TextCorpus.glosses()).fingerprint());
    assertEquals(
        ImageSource.builtin().fingerprint(), DataArguments.images("builtin").fingerprint());
    Path images = Files.createDirectories(folder.resolve("builtin"));
    Outcome outcome = CommandRun.of("compare", "--model", "vit", "--images", images.toString());
    assertTrue(outcome.err().contains(images + " contains no labelled images"), outcome.err());
  }

  @Test
  void textsHaveNames() {
    CommandSpec spec = CommandSpec.create();
    assertEquals(
        TextCorpus.glosses().fingerprint(),
        DataArguments.corpus(spec, List.of("glosses")).fingerprint());
    assertEquals(
        TextCorpus.prose().fingerprint(),
        DataArguments.corpus(spec, List.of("prose")).fingerprint());
    assertEquals(
        TextCorpus.named("back-copy:seed=3,triggers=2").fingerprint(),
        DataArguments.corpus(spec, List.of("back-copy:seed=3", "triggers=2")).fingerprint());
    Outcome unknown = CommandRun.of("compare", "--preset", "smoke", "--data", "back-copy:sed=3");
    assertTrue(
        unknown
            .err()
            .contains(
                "back-copy: there is no parameter 'sed' in 'back-copy:sed=3'; there are vocabulary, triggers, length, sequences, seed"),
        unknown.err());
    Outcome missing = CommandRun.of("compare", "--preset", "smoke", "--data", "./prose");
    assertTrue(missing.err().contains("there is no file or folder ./prose"), missing.err());
    Outcome both = CommandRun.of("compare", "--preset", "smoke", "--data", "a.txt,prose");
    assertTrue(
        both.err()
            .contains(
                "--data names 'prose' together with files, a.txt,prose; it takes either (a file of that name is ./prose)"),
        both.err());
  }

  @Test
  void series() throws IOException {
    assertArrayEquals(SeriesOptions.read(null).values(), SeriesOptions.read("builtin").values());
  }

  /** A comparison that was made without the word is complete with it. */
  @Test
  void aComparisonIsTheSame() throws IOException {
    Path out = folder.resolve("same");
    List<String> command =
        new ArrayList<>(
            List.of("--quiet", "compare", "--preset", "smoke", "--model", "vit,stanhop"));
    command.addAll(List.of("--attention", "vanilla", "--seeds", "1", "--out", out.toString()));
    assertEquals(0, CommandRun.of(command.toArray(String[]::new)).code());
    byte[] weights = Files.readAllBytes(out.resolve("vit-vanilla-seed0/model.safetensors"));
    String made =
        Files.getLastModifiedTime(out.resolve("vit-vanilla-seed0/result.json")).toString();
    command.addAll(List.of("--images", "builtin", "--series", "builtin"));
    Outcome again = CommandRun.of(command.toArray(String[]::new));
    assertEquals(0, again.code(), again.err());
    assertArrayEquals(
        weights, Files.readAllBytes(out.resolve("vit-vanilla-seed0/model.safetensors")));
    assertEquals(
        made, Files.getLastModifiedTime(out.resolve("vit-vanilla-seed0/result.json")).toString());
  }

  @Test
  void whatComesWithTheProjectIsCheckedToo() {
    Outcome outcome = CommandRun.of("data", "check", "builtin");
    assertEquals(0, outcome.code(), outcome.err());
    String out = outcome.out();
    assertTrue(out.contains("glosses: text") && out.contains("117,791"), out);
    assertTrue(out.contains("builtin: text") && out.contains("2,992"), out);
    assertTrue(out.contains("10,934,878"), out);
    assertTrue(out.contains("back-copy: text") && out.contains("20,000"), out);
    assertTrue(out.contains("use it: ./outeffhop compare --data builtin"), out);
    assertTrue(out.contains("images   1,797") && out.contains("classes  10"), out);
    assertTrue(out.contains("columns  8") && out.contains("rows     3,000"), out);
    assertTrue(out.contains("use it: ./outeffhop forecast --data builtin"), out);
  }

  @Test
  void memoriesStoreTheDigits() {
    Path out = folder.resolve("memory");
    Outcome outcome =
        CommandRun.of(
            "--quiet",
            "memory",
            "retrieve",
            "--data",
            "builtin",
            "--count",
            "1",
            "--out",
            out.toString());
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(outcome.out().contains("1797 patterns of size 64 stored"), outcome.out());
  }
}
