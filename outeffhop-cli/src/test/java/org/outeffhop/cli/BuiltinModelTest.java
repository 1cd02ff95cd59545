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
                "there is no built-in checkpoint 'builtin:bert-huge'; there are builtin:all-minilm-l6-v2, builtin:bert-base-uncased, builtin:bge-small-en-v1.5, builtin:e5-small-v2"),
        outcome.err());
  }
}
