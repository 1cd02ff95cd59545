package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;

/** What the authors' scripts would give, beside this project's measures. */
@ExtendWith(SharedSmokeRuns.class)
class AuthorsMeasuresCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TITLE = "Beside what the scripts of the paper's authors compute:";

  @TempDir private Path folder;

  private static Outcome compare(SmokeRuns trained, Path out, String models, String... more) {
    List<String> args = new ArrayList<>(List.of("--quiet", "compare", "--preset", "smoke"));
    args.addAll(List.of("--data", trained.text().toString(), "--out", out.toString()));
    args.addAll(List.of("--cache", out.resolveSibling("cache").toString()));
    args.addAll(List.of("--model", models, "--attention", "vanilla,outeffhop", "--parallel", "1"));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private static JsonNode row(JsonNode result, String model) {
    for (JsonNode row : result.get("rows")) {
      if (row.get("model").asText().equals(model)) {
        return row;
      }
    }
    throw new AssertionError(model + " is not in " + result);
  }

  /** Smoke calibrates on 4 batches, as the authors do OPT. */
  @Test
  void theyStandBesideOursAndChangeNothing(SmokeRuns trained) throws IOException {
    Path out = folder.resolve("authors");
    Outcome outcome = compare(trained, out, "bert,opt,llama", "--measures", "authors");
    assertEquals(0, outcome.code(), outcome.err());
    JsonNode result = JSON.readTree(out.resolve("result.json").toFile());
    assertEquals("authors", result.get("settings").get("measures").asText());
    JsonNode plain = JSON.readTree(trained.runs().resolve("result.json").toFile());
    assertFalse(plain.toString().contains("authors"));
    for (String model : List.of("bert", "opt", "llama")) {
      for (String ours : List.of("average_kurtosis", "maximum_infinity_norm", "quality_w8a8")) {
        JsonNode row = row(result, model);
        assertEquals(row(plain, model).get(ours), row.get(ours), model + " " + ours);
        JsonNode authors = row.get("details").get("authors_" + ours);
        switch (model) {
          case "bert" -> assertEquals(row.get(ours), authors, ours);
          case "opt" -> assertTrue(authors.asDouble() > 0.5, row::toString);
          default -> assertEquals(null, authors);
        }
      }
    }
    JsonNode opt = row(result, "opt");
    assertNotEquals(
        opt.get("average_kurtosis"), opt.get("details").get("authors_average_kurtosis"));
    assertTrue(outcome.out().contains(TITLE), outcome.out());
    assertTrue(outcome.out().contains("Authors' average kurtosis, change against vanilla:"));
    assertTrue(Files.readString(out.resolve("report.html")).contains("authors compute"));
    requireSameByInspection(trained, out.resolve("opt-vanilla-seed0"));
  }

  private static void requireSameByInspection(SmokeRuns trained, Path run) throws IOException {
    JsonNode details = JSON.readTree(run.resolve("result.json").toFile()).get("details");
    String[] inspect = {
      "--quiet",
      "inspect",
      run.toString(),
      "--data",
      trained.text().toString(),
      "--batches",
      "4",
      "--batch",
      "4",
      "--measures",
      "authors",
      "--json"
    };
    JsonNode authors = JSON.readTree(CommandRun.of(inspect).out()).get("measures").get("authors");
    assertEquals(details.get("authors_average_kurtosis"), authors.get("average_kurtosis"));
    assertEquals(
        details.get("authors_maximum_infinity_norm"), authors.get("maximum_infinity_norm"));
    assertEquals(2 * 5 + 1, authors.get("modules").size());
    inspect[inspect.length - 1] = "--all-text";
    String printed = CommandRun.of(inspect).out();
    assertTrue(
        printed.matches("(?s).*\nBy the authors' scripts: average kurtosis [\\d.]+, .*"), printed);
    inspect[inspect.length - 2] = "ours";
    inspect[inspect.length - 1] = "--json";
    JsonNode ours = JSON.readTree(CommandRun.of(inspect).out()).get("measures");
    assertFalse(ours.has("authors"));
  }

  @Test
  void whatHasNoneIsRefused(SmokeRuns trained) {
    Outcome llama = compare(trained, folder.resolve("none"), "llama", "--measures", "authors");
    assertEquals(2, llama.code());
    assertTrue(
        llama
            .err()
            .startsWith(
                "outeffhop: --measures authors is given, but has nothing for the models [llama]; it is for bert, opt, vit\n"),
        llama.err());
    Outcome unknown = compare(trained, folder.resolve("none"), "opt", "--measures", "theirs");
    assertEquals(2, unknown.code());
    assertTrue(
        unknown.err().startsWith("outeffhop: measures is 'theirs'; it can be ours, authors\n"),
        unknown.err());
    Outcome textless =
        CommandRun.of("inspect", trained.run("opt", "vanilla").toString(), "--measures", "authors");
    assertEquals(2, textless.code());
    assertTrue(textless.err().contains("--measures is given, but"), textless.err());
    Outcome inspected =
        CommandRun.of(
            "--quiet",
            "inspect",
            trained.run("llama", "outeffhop").toString(),
            "--data",
            trained.text().toString(),
            "--measures",
            "authors");
    assertEquals(1, inspected.code());
    assertTrue(
        inspected.err().toLowerCase(Locale.ROOT).contains("nothing for the models [llama]"),
        inspected.err());
  }
}
