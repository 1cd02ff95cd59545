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

/**
 * Exports of the runs with OutEffHop attention.
 *
 * @param folder a test's own, for what is exported
 */
record ExportedRuns(SmokeRuns trained, Path folder) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Path run(String model) {
    return trained.run(model, "outeffhop");
  }

  Path text() {
    return trained.text();
  }

  /** Exports a run and returns the folder of the export. */
  Path export(String model, String... options) {
    List<String> given = new ArrayList<>(Arrays.asList(options));
    int precision = given.indexOf("--precision");
    Path out =
        folder.resolve(
            model
                + (precision < 0 ? "-fp32" : "-" + given.get(precision + 1))
                + (given.contains("--fused-attention") ? "-fused" : ""));
    given.addAll(List.of("--out", out.toString()));
    Outcome outcome = command("export", run(model).toString(), given.toArray(String[]::new));
    assertEquals(0, outcome.code(), outcome.err());
    return out;
  }

  /** The answers of an export to some inputs. */
  static JsonNode answers(Path model, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--json");
    Outcome outcome = command("run", model.toString(), all.toArray(String[]::new));
    assertEquals(0, outcome.code(), outcome.err());
    return JSON.readTree(outcome.out()).get("answers");
  }

  /** What the same command prints without {@code --json}. */
  static String printed(Path model, String... arguments) {
    Outcome outcome = command("run", model.toString(), arguments);
    assertEquals(0, outcome.code(), outcome.err());
    return outcome.out();
  }

  static Outcome command(String name, String first, String... others) {
    List<String> all = new ArrayList<>(List.of("--quiet", name, first));
    all.addAll(Arrays.asList(others));
    return CommandRun.of(all.toArray(String[]::new));
  }
}
