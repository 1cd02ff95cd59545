package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.outeffhop.cli.CommandRun.Outcome;
import org.outeffhop.cli.builtin.BuiltinModel;

/** What {@code builtin:NAME} can be is said alike everywhere. */
class BuiltinModelTest {
  @Test
  void helpTextsNameAllOfThem() {
    assertEquals(BuiltinModel.list(), OptionText.BUILTIN);
  }

  @Test
  void anotherNameIsRefusedWithAllThatThereAre() {
    Outcome outcome = CommandRun.of("inspect", "builtin:bert-huge");
    assertEquals(2, outcome.code());
    assertTrue(
        outcome
            .err()
            .contains(
                "there is no built-in checkpoint 'builtin:bert-huge'; there are builtin:all-minilm-l6-v2, builtin:bert-base-uncased"),
        outcome.err());
  }

  @Test
  void anEmptyPathIsNotTheCurrentFolder() {
    for (String command : new String[] {"inspect", "export", "quantize"}) {
      requireEmptyRefused(CommandRun.of(command, ""));
    }
    requireEmptyRefused(CommandRun.of("data", "check", ""));
    requireEmptyRefused(CommandRun.of("compare", "--from", ""));
  }

  private static void requireEmptyRefused(Outcome outcome) {
    assertEquals(2, outcome.code(), outcome.err());
    assertTrue(
        outcome.err().contains("the path is empty; write . for the current folder"), outcome.err());
  }
}
