package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;
import org.outeffhop.tensor.Engine;

class DoctorCommandTest {
  @TempDir private Path folder;

  @Test
  void thePageHasTheChecksThatTheTerminalHas() throws IOException {
    Path file = folder.resolve("doctor.html");
    Outcome outcome = CommandRun.of("doctor", "--no-costs", "--report", file.toString());
    assertEquals(0, outcome.code(), outcome.err());
    assertTrue(
        outcome.out().contains("Softmax1 computes correctly on this machine."), outcome.out());
    assertTrue(outcome.out().matches("(?s).*Took \\d+\\.\\d s\\..*"), outcome.out());
    assertTrue(outcome.out().contains("Report: " + file), outcome.out());
    String page = Files.readString(file);
    assertEquals(5, page.split("<td>ok</td>", -1).length - 1);
    assertTrue(page.contains("<td>off by 0.0e+00, at most 0e+00</td>"), "what was measured");
    assertTrue(page.contains("./outeffhop doctor --no-costs"), "how to run it again");
  }

  @Test
  void costsOfThisProcessStandFirstAndItsThreadsAreLeftAsTheyWere() throws IOException {
    Outcome outcome = CommandRun.of("--quiet", "doctor", "--json");
    assertEquals(0, outcome.code(), outcome.err());
    assertEquals("", outcome.err());
    JsonNode costs = new ObjectMapper().readTree(outcome.out()).get("costs");
    assertEquals("as now", costs.get(0).get("settings").asText());
    assertTrue(costs.get(costs.size() - 1).get("attention").asDouble() > 0, costs::toString);
    Outcome after = CommandRun.of("doctor", "--no-costs", "--json");
    JsonNode facts = new ObjectMapper().readTree(after.out()).get("facts");
    assertEquals(Engine.threads(), facts.get("threads of an operation").asInt());
  }
}
