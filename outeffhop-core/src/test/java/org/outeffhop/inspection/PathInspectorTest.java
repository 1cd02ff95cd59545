package org.outeffhop.inspection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.pattern.NpyFile;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

class PathInspectorTest {
  /** A hundred documents, of which some are held out. */
  private static final String SPLIT =
      IntStream.range(0, 100).mapToObj(String::valueOf).collect(Collectors.joining("\n\n"));

  @TempDir private Path folder;

  private Path write(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, List.of(lines));
  }

  private static Inspection only(Path path) throws IOException {
    List<Inspection> found = PathInspector.inspect(path);
    assertEquals(1, found.size(), found::toString);
    return found.get(0);
  }

  private static String problem(Inspection inspection) {
    assertEquals(1, inspection.problems().size(), inspection::toString);
    assertEquals(List.of(), inspection.commands());
    return inspection.problems().get(0).reason();
  }

  @Test
  void textIsCountedInDocumentsAndCharacters() throws IOException {
    write("a.txt", "one", "", "zwei 𝄞", "drei");
    write("b/c.jsonl", "{\"text\": \"four\"}");
    write("readme.md", "passed over");
    Inspection text = only(folder);
    assertEquals("text", text.kind());
    assertEquals(2, text.facts().get("files"));
    assertEquals(3L, text.facts().get("documents"));
    assertEquals(3L + 11 + 4, text.facts().get("characters"));
    write("more.txt", SPLIT);
    assertEquals(List.of("compare --data " + folder), only(folder).commands());
  }

  /** What 'compare' refuses is not said to be for it. */
  @Test
  void textOfWhichNothingIsHeldOutIsForNoCommand() throws IOException {
    Inspection equal = only(write("equal.txt", "one", "", "one", "", "one"));
    assertEquals(List.of(), equal.commands());
    assertTrue(
        equal
            .facts()
            .get("too few documents")
            .toString()
            .startsWith("0 of 3 documents are held out for evaluation with the share 0.05"),
        equal.facts().toString());
  }

  @Test
  void commandsAreGivenAsAShellReadsThemOrNotAtAll() throws IOException {
    Path spaced = write("two words's $HOME.txt", SPLIT);
    assertEquals(
        List.of("compare --data '" + folder + "/two words'\\''s $HOME.txt'"),
        only(spaced).commands());
    Inspection cut = only(write("a,b.txt", SPLIT));
    assertEquals(List.of(), cut.commands());
    assertEquals("--data takes a comma for the end of a name", cut.facts().get("rename it"));
    Inspection row = only(write("row.csv", "x,y", "1,2"));
    assertEquals(List.of(), row.commands());
    assertEquals("'forecast' needs at least 5, for three parts", row.facts().get("too few rows"));
  }

  @Test
  void damagedTextIsNamedWithItsLineAndTheRestIsCounted() throws IOException {
    Path bad = write("bad.jsonl", "{\"text\": \"fine\"}", "{\"text\": ");
    write("good.txt", "good");
    write("zero.txt", " ");
    Inspection text = only(folder);
    assertEquals(2L, text.facts().get("documents"));
    assertEquals(2, text.problems().size());
    assertEquals(bad.toString(), text.problems().get(0).file());
    assertTrue(text.problems().get(0).reason().contains(bad + ":2"), text::toString);
    assertEquals("it contains no document", text.problems().get(1).reason());
  }

  @Test
  void seriesAreCountedWithTheirDatesAndGaps() throws IOException {
    Path file =
        write(
            "a.csv",
            "date,load,OT",
            "2016-07-01 00:00:00,1,2",
            "2016-07-01 00:15:00,2,1",
            "2016-07-01 00:30:00,1,2",
            "2016-07-01 01:30:00,1,2",
            "2016-07-01 01:45:00,1,2");
    Inspection series = only(file);
    assertEquals("series (CSV)", series.kind());
    assertEquals(
        Map.of(
            "rows", 5L,
            "dates", "2016-07-01T00:00 to 2016-07-01T01:45",
            "step", "15m",
            "gaps", "1, the first after 2016-07-01T00:30",
            "columns", 2,
            "names", "load, OT"),
        series.facts());
    assertEquals(List.of("forecast --data " + file), series.commands());
  }

  /** What the check says of a file is what forecast will say. */
  @Test
  void seriesThatForecastRefusesAreProblems() throws IOException {
    Inspection newest = only(write("n.csv", "day,x", "2016-07-02,1", "2016-07-01,2"));
    assertTrue(problem(newest).contains("sort the rows, oldest first"), newest::toString);
    Inspection repeated =
        only(
            write(
                "r.csv",
                "\uFEFFday;x",
                "2016-06-30;1",
                "2016-07-01;2",
                "2016-07-02;1",
                "2016-07-02;2"));
    assertEquals("0", repeated.facts().get("gaps"));
    assertEquals("1, the first after 2016-07-02T00:00", repeated.facts().get("repeated dates"));
    assertEquals(List.of(), repeated.problems());
    Inspection twice =
        only(
            write(
                "t.csv",
                "date,x",
                "1.7.2016,1",
                "1.7.2016,2",
                "2.7.2016,3",
                "2.7.2016,4",
                "3.7.2016,5",
                "3.7.2016,6"));
    assertEquals("24h", twice.facts().get("step"));
    assertEquals("0", twice.facts().get("gaps"));
    assertTrue(problem(twice).contains("several rows have the same date"), twice::toString);
    assertEquals(List.of(), twice.commands());
    Inspection constant = only(write("k.csv", "x,y", "1,2", "1,3", "1,4", "2,5", "2,5"));
    assertTrue(problem(constant).contains("'x' is 1.0 in all 3 time steps"), constant::toString);
    assertEquals(List.of(), constant.commands());
    Inspection unknown = only(write("u.csv", "date,x", "yesterday,1", "today,2"));
    assertTrue(problem(unknown).contains("cannot be read as a date"), unknown::toString);
    assertEquals(List.of(), unknown.commands());
    Inspection decimal = only(write("d.csv", "date;x", "2016-07-01;0,5"));
    assertEquals(
        "1 cells are not finite numbers; the first is 'x' in row 2, which is '0,5'"
            + " (a decimal comma; write 0.5)",
        problem(decimal));
  }

  @Test
  void cellsThatAreNoNumbersAreCounted() throws IOException {
    Path file = write("a.csv", "date,x,y", "2016-07-01,1,", "2016-07-02,nan,3", "2016-07-03,1,4");
    String reason = problem(only(file));
    assertEquals("2 cells are not finite numbers; the first is 'y' in row 2, which is ''", reason);
    assertTrue(problem(only(write("b.csv", "x,y", "1,2", "3"))).contains("row 3 has 1 cells"));
    assertTrue(problem(only(write("c.csv", "x,y"))).contains("has no time step"));
  }

  @Test
  void rowsOfNumbersAlonePatterns() throws IOException {
    Inspection patterns = only(write("p.csv", "1,2,3", "4,5,6"));
    assertEquals(Map.of("patterns", 2L, "numbers in each", 3L), patterns.facts());
    assertEquals(
        List.of("memory retrieve --patterns " + folder.resolve("p.csv")), patterns.commands());
    assertTrue(problem(only(write("q.csv", "1,2,3", "4,5"))).contains("row 2 has 2 numbers"));
  }

  @Test
  void arraysAreReadToTheirEnd() throws IOException {
    Path npy = folder.resolve("a.npy");
    Path tensors = folder.resolve("b.safetensors");
    Path several = folder.resolve("c.safetensors");
    try (TensorScope scope = TensorScope.open()) {
      Tensor x = Tensors.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
      NpyFile.write(npy, x);
      SafeTensors.write(tensors, Map.of("x", x), Map.of());
      SafeTensors.write(several, Map.of("x", x, "y", x), Map.of());
    }
    assertEquals(Map.of("patterns", 2L, "numbers in each", 3L), only(npy).facts());
    assertEquals(
        Map.of("tensors", 1, "numbers", 6L, "patterns", 2L, "numbers in each", 3L),
        only(tensors).facts());
    assertEquals(Map.of("tensors", 2, "numbers", 12L), only(several).facts());
    for (Path file : List.of(npy, several)) {
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
      assertTrue(problem(only(file)).contains(file.toString()));
    }
  }

  @Test
  void aPartIsUnfinished() throws IOException {
    write("a.csv", "x", "1");
    Path part = write("b.csv.part", "x");
    List<Inspection> found = PathInspector.inspect(folder);
    assertEquals(2, found.size());
    assertEquals(part.toString(), found.get(1).problems().get(0).file());
  }

  @Test
  void whatIsUnknownIsRefused() throws IOException {
    Path file = write("a.docx", "x");
    String message =
        assertThrows(IllegalArgumentException.class, () -> PathInspector.inspect(file))
            .getMessage();
    assertTrue(
        message.contains("a.docx contains nothing that can be checked; supported are text (.txt"),
        message);
    Path missing = folder.resolve("missing");
    assertThrows(IllegalArgumentException.class, () -> PathInspector.inspect(missing));
  }
}
