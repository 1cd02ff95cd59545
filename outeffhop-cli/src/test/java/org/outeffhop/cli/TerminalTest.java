package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TerminalTest {
  @TempDir private Path folder;

  private final StringWriter err = new StringWriter();

  private int run(OutputStream out, String... args) {
    CommandLine commandLine = OutEffHop.commandLine(Map.of()).setErr(new PrintWriter(err));
    return OutEffHop.run(commandLine, Terminal.to(out), args);
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  @Test
  void outputThatCannotBeWrittenIsAFailureWithItsReason() {
    assertEquals(1, run(failing("No space left on device"), "--version"));
    assertEquals(
        "outeffhop: cannot write standard output: No space left on device",
        err.toString().stripTrailing());
  }

  @Test
  void aReaderThatClosesItsPipeIsNoFailure() {
    assertEquals(0, run(failing("Broken pipe"), "--version"));
    assertEquals("", err.toString());
  }

  @Test
  void namesFromFilesDoNotReachTheTerminalRaw() throws IOException {
    Path file =
        Files.writeString(folder.resolve("a\u001b]0;b\nc.csv"), "x\u0007,y\n1,2\n3,4\n5,6\n");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertEquals(0, run(out, "data", "check", file.toString()));
    String[] lines = out.toString(Charset.defaultCharset()).split("\\R");
    assertEquals(folder + "/a\\u001b]0;b\\u000ac.csv: series (CSV)", lines[0]);
    assertEquals("names x\\u0007, y", lines[4].strip().replaceAll(" +", " "));
  }

  @Test
  void messagesKeepTheirOwnLinesAndNoOthers() {
    assertEquals(
        "no file 'a\\u000aoutefhop: fine':" + System.lineSeparator() + "  first",
        Failures.oneLine("no file 'a\noutefhop: fine':\n  first"));
  }
}
