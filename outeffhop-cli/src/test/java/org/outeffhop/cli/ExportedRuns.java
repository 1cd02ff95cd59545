package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.outeffhop.cli.CommandRun.Outcome;

/** Tiny runs of a comparison, of each kind of model one, and their exports. */
record ExportedRuns(Path runs, Path text) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static ExportedRuns in(Path folder) throws IOException {
    Path runs = folder.resolve("runs");
    Path text = CountingText.in(folder);
    CommandRun.of(
        "--quiet",
        "compare",
        "--preset",
        "smoke",
        "--model",
        "bert,opt,llama,vit,stanhop",
        "--attention",
        "outeffhop",
        "--data",
        text.toString(),
        "--out",
        runs.toString(),
        "--cache",
        folder.resolve("cache").toString());
    return new ExportedRuns(runs, text);
  }

  Path run(String model) {
    return runs.resolve(model + "-outeffhop-seed0");
  }

  /** Exports a run and returns the folder of the export. */
  Path export(String model, String... options) {
    Outcome outcome = command("export", run(model).toString(), options);
    assertEquals(0, outcome.code(), outcome.err());
    List<String> given = Arrays.asList(options);
    int precision = given.indexOf("--precision");
    return run(model)
        .resolve(
            "onnx-"
                + (precision < 0 ? "fp32" : given.get(precision + 1))
                + (given.contains("--fused-attention") ? "-fused" : ""));
  }

  /** The answers of an export to some inputs. */
  static JsonNode answers(Path model, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--json");
    Outcome outcome = command("run", model.toString(), all.toArray(String[]::new));
    assertEquals(0, outcome.code(), outcome.err());
    return JSON.readTree(outcome.out()).get("answers");
  }

  static Outcome command(String name, String first, String... others) {
    List<String> all = new ArrayList<>(List.of("--quiet", name, first));
    all.addAll(Arrays.asList(others));
    return CommandRun.of(all.toArray(String[]::new));
  }
}
