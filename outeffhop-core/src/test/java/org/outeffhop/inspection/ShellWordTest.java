package org.outeffhop.inspection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellWordTest {
  @Test
  void plainWordsStayAsTheyAre() {
    assertEquals(
        "compare --data /a/Zürich_1.txt",
        ShellWord.join(List.of("compare", "--data", "/a/Zürich_1.txt")));
  }

  @Test
  void aShellReadsTheWordsThatWereMeant() throws Exception {
    List<String> words =
        List.of("a b", "it's", "$HOME", "x;y", "`z`", "\"q\"", "", "~", "back\\slash", "*", "#n");
    assertEquals(String.join("\n", words) + "\n", printed("sh", ShellWord.join(words)));
  }

  @Test
  void controlCharactersStayOnTheLine() throws Exception {
    List<String> words = List.of("new\nline's", "\u001b[31m", "tab\t\u009b");
    String joined = ShellWord.join(words);
    assertEquals("$'new\\012line\\'s' $'\\033[31m' $'tab\\011\\302\\233'", joined);
    assertEquals(String.join("\n", words) + "\n", printed("bash", joined));
  }

  private static String printed(String shell, String words) throws Exception {
    Process process = new ProcessBuilder(shell, "-c", "printf '%s\\n' " + words).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    return out;
  }
}
