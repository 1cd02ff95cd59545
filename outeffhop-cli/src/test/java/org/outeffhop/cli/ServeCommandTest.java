package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.cli.CommandRun.Outcome;
import picocli.CommandLine;

/**
 * {@code serve} answers over HTTP what {@code run --embeddings} prints, until it is interrupted.
 */
class ServeCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEXT = "the number 3 is followed by 4";

  @TempDir private Path folder;

  private Path exported() throws IOException {
    Path out = folder.resolve("served");
    Path text = folder.resolve("text.txt");
    Files.writeString(text, (TEXT + "\n\n").repeat(40));
    Outcome outcome =
        CommandRun.of(
            "export",
            TinyEncoder.write(folder.resolve("encoder")).toString(),
            "--data",
            text.toString(),
            "--out",
            out.toString());
    assertEquals(0, outcome.code(), outcome.err());
    return out;
  }

  @Test
  void itServesWhatRunPrintsUntilItIsInterrupted() throws Exception {
    Path model = exported();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        OutEffHop.commandLine(Map.of()).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Thread serving =
        new Thread(
            () ->
                code.complete(
                    OutEffHop.run(command, "--quiet", "serve", model.toString(), "--port", "0")));
    serving.start();
    try {
      String port = port(out, code);
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/embeddings"))
              .POST(BodyPublishers.ofString("{\"input\": \"" + TEXT + "\"}"))
              .build();
      String body = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
      JsonNode served = JSON.readTree(body).path("data").path(0).path("embedding");
      String printed = CommandRun.of("run", model.toString(), TEXT, "--embeddings", "--json").out();
      JsonNode expected = JSON.readTree(printed).path("answers").path(0).path("values");
      assertEquals(16, expected.size());
      assertEquals(16, served.size());
      for (int i = 0; i < 16; i++) {
        assertEquals(expected.get(i).asDouble(), served.get(i).asDouble(), 1e-6);
      }
      assertTrue(
          out.toString().contains("model: served (bert, vanilla, fp32), 16 numbers a text"),
          out.toString());
    } finally {
      serving.interrupt();
    }
    assertEquals(0, code.get(), err.toString());
  }

  /** What is printed once it listens; it fails if the command ends before. */
  private static String port(StringWriter out, CompletableFuture<Integer> code) throws Exception {
    Pattern listening = Pattern.compile("listening: http://127\\.0\\.0\\.1:(\\d+)");
    while (true) {
      Matcher line = listening.matcher(out.toString());
      if (line.find() && out.toString().contains("limits: ")) {
        return line.group(1);
      }
      assertTrue(!code.isDone(), out::toString);
      Thread.sleep(10);
    }
  }

  @Test
  void whatCannotBeServedIsSaid() throws IOException {
    Outcome missing = CommandRun.of("serve", folder.resolve("nothing").toString());
    assertEquals(1, missing.code());
    assertTrue(missing.err().contains("nothing"), missing.err());
    Path token = Files.writeString(folder.resolve("token"), "");
    Outcome empty = CommandRun.of("serve", folder.toString(), "--token-file", token.toString());
    assertEquals(2, empty.code());
    assertTrue(empty.err().contains("must hold one token"), empty.err());
  }
}
