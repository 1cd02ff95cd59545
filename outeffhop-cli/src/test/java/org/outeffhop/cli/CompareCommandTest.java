package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;
import org.outeffhop.model.checkpoint.Checkpoint;
import org.outeffhop.tensor.Machine;

/** The comparison from the command line, on a text made here. */
class CompareCommandTest {
  private static final String METHODS = "vanilla,outeffhop,clipped,gated";

  @TempDir private Path folder;

  private static Outcome run(String... args) {
    return CommandRun.of(args);
  }

  private Path series() throws IOException {
    return Files.writeString(
        folder.resolve("series.csv"),
        IntStream.range(0, 200)
            .mapToObj(i -> Math.sin(i / 3.0) + "," + Math.cos(i / 5.0))
            .collect(Collectors.joining("\n", "sine,cosine\n", "\n")));
  }

  private String[] smoke(String out, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("--quiet", "compare", "--preset", "smoke"));
    args.addAll(List.of("--data", CountingText.in(folder).toString(), "--out", out));
    args.addAll(List.of("--cache", folder.resolve("cache").toString()));
    args.addAll(List.of(more));
    if (!args.contains("--model")) {
      args.addAll(List.of("--series", series().toString()));
    }
    return args.toArray(String[]::new);
  }

  @Test
  void allSixMethodsOfAllModelsGiveARowEach() throws IOException {
    Path out = folder.resolve("all");
    Outcome outcome = run(smoke(out.toString()));
    assertEquals(0, outcome.code(), outcome.err());
    JsonNode result = new ObjectMapper().readTree(out.resolve("result.json").toFile());
    assertEquals(24, result.get("rows").size());
    for (JsonNode row : result.get("rows")) {
      if ("stanhop".equals(row.get("model").asText())) {
        continue;
      }
      String run = row.get("model").asText() + "-" + row.get("attention").asText() + "-seed0";
      try (Checkpoint checkpoint = Checkpoint.read(out.resolve(run))) {
        assertEquals(
            row.get("attention").asText(), checkpoint.config().attention().method().toString());
        assertEquals(row.get("parameters").asLong(), checkpoint.model().parameters().count());
      }
    }
    for (JsonNode row : result.get("rows")) {
      String model = row.get("model").asText();
      boolean forecast = "stanhop".equals(model);
      boolean images = "vit".equals(model);
      assertEquals(forecast ? "mse" : images ? "top1" : "perplexity", row.get("measure").asText());
      for (String measure :
          new String[] {"average_kurtosis", "maximum_infinity_norm", "quality", "quality_w8a8"}) {
        double value = row.get(measure).asDouble();
        assertTrue(value > (forecast || images ? 0.1 : 1) && value < 1e4, measure + " of " + row);
      }
      assertEquals(8, row.get("steps").asInt());
    }
    JsonNode config =
        new ObjectMapper().readTree(out.resolve("opt-gated-outeffhop-seed0/config.json").toFile());
    assertEquals("gated-outeffhop", config.get("attention_method").asText());
    assertTrue(outcome.out().contains("Average kurtosis, change against vanilla:"), outcome.out());
    assertTrue(outcome.out().contains("Quality: perplexity (bert, opt)"), outcome.out());
    assertTrue(outcome.out().contains("12 pairs"), outcome.out());
    assertEquals(4 * 5 * 6 + 2 * 5 + 2, result.get("changes").size());
    assertTrue(outcome.out().contains("Quality in fewer bits:"), outcome.out());
    assertTrue(
        outcome
            .out()
            .lines()
            .allMatch(
                line ->
                    line.length() <= 80
                        || line.matches("(bert|opt|vit|stanhop): .*")
                        || line.contains("Results:")));
    String again = run(smoke(out.toString())).out();
    assertEquals(outcome.out(), again, "a finished comparison is printed, not run again");
  }

  @Test
  void theSameSeedGivesTheSameLossesBitForBit() throws IOException {
    String[] choice = {"--model", "opt", "--attention", "outeffhop"};
    String first = losses("first", choice);
    assertEquals(first, losses("second", choice));
  }

  /** With as many runs as cores or more, every operation has one thread. */
  @Test
  void runsBesideOthersAreTheSameBitForBit() throws IOException {
    int cores = Machine.cores();
    Path few = folder.resolve("few");
    Path many = folder.resolve("many");
    String[] choice = {"--model", "bert,opt", "--attention", METHODS, "--parallel", "" + cores};
    assertEquals(0, run(smoke(few.toString(), choice)).code());
    choice[5] = "" + 2 * cores;
    assertEquals(0, run(smoke(many.toString(), choice)).code());
    for (String model : new String[] {"bert", "opt"}) {
      for (String method : METHODS.split(",")) {
        String run = model + "-" + method + "-seed0";
        assertArrayEquals(
            Files.readAllBytes(few.resolve(run + "/model.safetensors")),
            Files.readAllBytes(many.resolve(run + "/model.safetensors")),
            run);
        assertEquals(
            Files.readString(few.resolve(run + "/outliers.json")),
            Files.readString(many.resolve(run + "/outliers.json")));
      }
    }
  }

  private String losses(String name, String... choice) throws IOException {
    Path out = folder.resolve(name);
    Outcome outcome = run(smoke(out.toString(), choice));
    assertEquals(0, outcome.code(), outcome.err());
    return Files.readAllLines(out.resolve("opt-outeffhop-seed0/metrics.jsonl")).stream()
        .map(line -> line.replaceAll("\"seconds\":[^}]*", ""))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void moreSeedsTakeOverTheRunsThatAreThere() throws IOException {
    Path out = folder.resolve("more");
    String[] choice = {"--model", "opt", "--attention", "vanilla"};
    assertEquals(0, run(smoke(out.toString(), choice)).code());
    Path first = out.resolve("opt-vanilla-seed0/metrics.jsonl");
    byte[] before = Files.readAllBytes(first);
    Outcome outcome =
        run(smoke(out.toString(), "--model", "opt", "--attention", "vanilla", "--seeds", "2"));
    assertEquals(0, outcome.code(), outcome.err());
    assertArrayEquals(before, Files.readAllBytes(first), "the first seed is not run again");
    JsonNode result = new ObjectMapper().readTree(out.resolve("result.json").toFile());
    assertEquals(2, result.get("rows").size());
    assertNotEquals(
        result.get("rows").get(0).get("quality"),
        result.get("rows").get(1).get("quality"),
        "another seed is another model");
    JsonNode provenance = new ObjectMapper().readTree(out.resolve("run.json").toFile());
    assertTrue(provenance.get("command").asText().endsWith("--seeds 2"), provenance::toString);
    assertTrue(
        provenance.get("versions").get("pytorch").asText().startsWith("2."), provenance::toString);
  }

  /** The second run cannot write its weights: the first one's folder is whole all the same. */
  @Test
  void aRunIsCompleteWhenItIsFinishedAndNotWhenTheComparisonIs() throws IOException {
    Path out = folder.resolve("interrupted");
    Path obstacle = Files.createDirectories(out.resolve("opt-outeffhop-seed0/model.safetensors/x"));
    String[] choice = {"--model", "opt", "--attention", "vanilla,outeffhop", "--parallel", "1"};
    assertEquals(1, run(smoke(out.toString(), choice)).code());
    Path first = out.resolve("opt-vanilla-seed0");
    String card = Files.readString(first.resolve("README.md"));
    JsonNode result = new ObjectMapper().readTree(first.resolve("result.json").toFile());
    assertTrue(
        card.contains("- type: perplexity\n      value: " + result.get("quality").asDouble()),
        card);
    assertTrue(Files.size(first.resolve("events.out.tfevents.outeffhop")) > 1000);
    assertTrue(Files.exists(first.resolve("activations.json")));
    assertFalse(Files.exists(out.resolve("report.html")));

    Files.delete(obstacle);
    Files.delete(obstacle.getParent());
    Files.delete(first.resolve("events.out.tfevents.outeffhop"));
    Outcome outcome = run(smoke(out.toString(), choice));
    assertEquals(0, outcome.code(), outcome.err());
    for (String run : new String[] {"opt-vanilla-seed0", "opt-outeffhop-seed0"}) {
      assertTrue(Files.exists(out.resolve(run + "/README.md")), run);
      assertTrue(Files.exists(out.resolve(run + "/events.out.tfevents.outeffhop")), run);
    }
    assertTrue(Files.exists(out.resolve("report.html")));
  }

  @Test
  void aPresetWithoutTheModelAndAMissingDeviceAreNamed() throws IOException {
    Outcome model = run("compare", "--preset", "paper-opt-125m", "--model", "bert");
    assertEquals(2, model.code());
    assertTrue(
        model.err().contains("model is 'bert'; preset paper-opt-125m has a recipe for [opt]"),
        model.err());
    Outcome device = run(smoke(folder.resolve("d").toString(), "--device", "cuda:99"));
    assertEquals(1, device.code());
    assertTrue(device.err().contains("device is 'cuda:99'"), device.err());
  }

  @Test
  void dataThatNoModelReadsAreRefused() throws IOException {
    Outcome outcome = run(smoke(folder.resolve("y").toString(), "--model", "stanhop"));
    assertEquals(2, outcome.code());
    assertTrue(
        outcome
            .err()
            .contains("--data is given, but none of the models [stanhop] is trained on text"),
        outcome.err());
  }

  @Test
  void imagesInFoldersByClassAreTakenAndTheirClassesWritten() throws IOException {
    for (int i = 0; i < 20; i++) {
      Path file = folder.resolve("images/" + (i % 2 == 0 ? "cat" : "dog") + "/" + i + ".png");
      Files.createDirectories(file.getParent());
      BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
      image.setRGB(i % 4, i / 4 % 4, 0x8040FF);
      ImageIO.write(image, "png", file.toFile());
    }
    Path out = folder.resolve("vit");
    String[] args = {
      "--quiet",
      "compare",
      "--preset",
      "smoke",
      "--model",
      "vit",
      "--attention",
      "gated",
      "--images",
      folder.resolve("images").toString(),
      "--out",
      out.toString()
    };
    Outcome outcome = run(args);
    assertEquals(0, outcome.code(), outcome.err());
    JsonNode config =
        new ObjectMapper().readTree(out.resolve("vit-gated-seed0/config.json").toFile());
    assertEquals(3, config.get("num_channels").asInt());
    assertEquals(4, config.get("image_size").asInt());
    assertEquals("dog", config.get("id2label").get("1").asText());
    args[5] = "opt";
    Outcome refused = run(args);
    assertEquals(2, refused.code());
    assertTrue(
        refused
            .err()
            .contains("--images is given, but none of the models [opt] is trained on images"),
        refused.err());
    Outcome split =
        run(smoke(folder.resolve("z").toString(), "--model", "opt", "--split", "3,2,1"));
    assertEquals(2, split.code());
    assertTrue(
        split.err().contains("--split is given, but none of the models [opt] is trained on series"),
        split.err());
  }

  @Test
  void anUnknownMethodIsNamedWithTheChoices() throws IOException {
    Outcome outcome = run(smoke(folder.resolve("x").toString(), "--attention", "outefhop"));
    assertEquals(2, outcome.code());
    assertTrue(
        outcome.err().contains("attention is 'outefhop'; it can be vanilla, outeffhop"),
        outcome.err());
  }

  @Test
  void aFolderWithOtherSettingsIsLeftAlone() throws IOException {
    Path out = folder.resolve("taken");
    assertEquals(0, run(smoke(out.toString(), "--model", "bert", "--attention", "vanilla")).code());
    byte[] before = Files.readAllBytes(out.resolve("result.json"));
    Outcome outcome =
        run(smoke(out.toString(), "--model", "bert", "--attention", "vanilla", "--steps", "3"));
    assertEquals(1, outcome.code());
    assertTrue(outcome.err().contains("steps is 8 there and 3 here"), outcome.err());
    assertArrayEquals(before, Files.readAllBytes(out.resolve("result.json")));
    requireDamageIsFound(out);
  }

  /** Once without settings, as a folder is left that was deleted while its run was made. */
  private void requireDamageIsFound(Path out) throws IOException {
    String[] same = smoke(out.toString(), "--model", "bert", "--attention", "vanilla");
    Path run = out.resolve("bert-vanilla-seed0");
    Path model = run.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(model);
    Files.write(model, Arrays.copyOf(whole, 1000));
    String problem =
        String.format(
            Locale.ROOT,
            "outeffhop: %s has 1,000 bytes, but %s vouches for %,d; ",
            model,
            run.resolve("result.json"),
            whole.length);
    Outcome damaged = run(same);
    assertEquals(1, damaged.code());
    assertEquals(
        problem + "the run is damaged: delete the folder " + run + " to make it again\n",
        damaged.err());
    Outcome read = CommandRun.of("--quiet", "inspect", run.toString());
    assertEquals(1, read.code());
    assertTrue(read.err().startsWith(problem + "make it again, or delete "), read.err());
    Path page = folder.resolve("damaged.html");
    Outcome report = CommandRun.of("report", out.toString(), "--out", page.toString());
    assertEquals(1, report.code());
    assertTrue(report.err().contains("model.safetensors has 1,000 bytes, but "), report.err());
    assertFalse(Files.exists(page));
    Files.write(model, whole);
    assertEquals(0, run(same).code());
    Files.delete(run.resolve("settings.json"));
    Outcome unknown = run(same);
    assertEquals(1, unknown.code());
    assertEquals(
        "outeffhop: %s holds something else than such a run (result.json without settings.json); choose another --out, or delete the folder to make the run again\n"
            .formatted(run),
        unknown.err());
  }

  @Test
  void aFolderOfAnotherKindIsLeftAlone() throws IOException {
    Path out = folder.resolve("other");
    Files.createDirectories(out);
    Files.writeString(out.resolve("result.json"), "{\"capacity\": 1}");
    Outcome outcome = run(smoke(out.toString(), "--model", "bert"));
    assertEquals(1, outcome.code());
    assertTrue(
        outcome.err().contains("other holds something else than a comparison (result.json)"),
        outcome.err());
    assertEquals("{\"capacity\": 1}", Files.readString(out.resolve("result.json")));
  }

  @Test
  void lengthsAndVocabulariesBeyondAllModelsAreRefused() throws IOException {
    for (String[] one :
        new String[][] {
          {"--length", "length is 2147483647; it must be at most 1048576"},
          {"--vocabulary", "vocabulary size is 2147483647; it must be at most 1048576"}
        }) {
      Outcome outcome =
          run(smoke(folder.resolve("none").toString(), "--model", "opt", one[0], "2147483647"));
      assertEquals(2, outcome.code());
      assertTrue(outcome.err().startsWith("outeffhop: " + one[1] + "\n"), outcome.err());
    }
  }

  @Test
  void anEmptyResultIsSaidToBeEmpty() throws IOException {
    Path out = Files.createDirectories(folder.resolve("crashed"));
    Path result = Files.createFile(out.resolve("result.json"));
    Outcome outcome = run(smoke(out.toString(), "--model", "bert"));
    assertEquals(1, outcome.code());
    assertEquals(
        "outeffhop: %s is empty, as a full disk or a crash leaves files; it must hold a JSON object\n"
            .formatted(result),
        outcome.err());
  }

  @Test
  void aModelThatCannotFitIsRefusedWithTheEstimate() throws IOException {
    String[] choice = {"--model", "vit", "--attention", "vanilla", "--width", "1048576"};
    Outcome outcome =
        run(
            "--quiet",
            "compare",
            "--preset",
            "smoke",
            "--out",
            folder.resolve("big").toString(),
            choice[0],
            choice[1],
            choice[2],
            choice[3],
            choice[4],
            choice[5]);
    assertEquals(1, outcome.code());
    assertTrue(
        outcome
            .err()
            .matches(
                "(?s).*training vit vanilla seed 0 takes [\\d.,]+ GiB for the weights, gradients and optimizer's "
                    + "state of [\\d,]+ parameters, and [\\d.]+ GiB are free: choose a smaller --width or --layers\n"),
        outcome.err());
  }
}
