package org.outeffhop.model.checkpoint.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of PyTorch, compared with what PyTorch says is in them. */
class PickledTensorsTest {
  private static final List<String> OTHERS =
      List.of("epoch", "best", "note", "huge", "negative", "nothing", "flags", "raw");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"zip.pt", "old.pt", "protocol5.pt", "zip64.pt"})
  void everyTypeAndLayoutHasPyTorchsValues(String name) throws IOException {
    try (PickledTensors file = PickledTensors.open(TorchFiles.of(name))) {
      TorchFiles.requireEqual("zip.safetensors", file);
      List<String> ignored = file.ignored().stream().filter(n -> !n.equals("kept")).toList();
      assertEquals(OTHERS, ignored);
      assertEquals("BF16", file.typeName("bf16"));
    }
  }

  @Test
  void aStateDictLiesUnderItsName() throws IOException {
    try (PickledTensors file = PickledTensors.open(TorchFiles.of("wrapped.pt"))) {
      TorchFiles.requireEqual("wrapped.safetensors", "module.", file);
      assertEquals(List.of("epoch", "optimizer"), file.ignored());
    }
  }

  @Test
  void whatAPickleAsksForIsNamedAndNotRun() {
    String refused =
        assertThrows(
                IllegalArgumentException.class, () -> PickledTensors.open(TorchFiles.of("harm.pt")))
            .getMessage();
    assertTrue(
        refused.contains("harm.pt cannot be read as a PyTorch file: its pickle asks for "),
        refused);
    assertTrue(refused.contains(".system; only dictionaries"), refused);
  }

  @Test
  void anotherFileIsNamedWithItsBeginning() throws IOException {
    Path text = Files.writeString(folder.resolve("a.pt"), "hello there");
    assertEquals(
        text + " cannot be read as a PyTorch file: it begins with 68656c6c",
        assertThrows(IllegalArgumentException.class, () -> PickledTensors.open(text)).getMessage());
    Path page = Files.writeString(folder.resolve("b.pt"), "\n<!doctype HTML>");
    assertEquals(
        page + " cannot be read as a PyTorch file: it is an HTML page; download the file itself",
        assertThrows(IllegalArgumentException.class, () -> PickledTensors.open(page)).getMessage());
    Path none = folder.resolve("none.pt");
    assertEquals(
        "there is no file " + none,
        assertThrows(IllegalArgumentException.class, () -> PickledTensors.open(none)).getMessage());
  }
}
