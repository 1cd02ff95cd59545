package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files and output of the main commands are the same whatever locale, encoding, time zone and
 * terminal the process has, and runs are gone on with under another one.
 */
class LocaleTest {
  /** What a user's environment makes of a process. */
  private record Setting(String language, String country, String encoding, String zone) {
    private List<String> options() {
      return List.of(
          "-Duser.language=" + language,
          "-Duser.country=" + country,
          "-Dfile.encoding=" + encoding,
          "-Duser.timezone=" + zone,
          "-XX:TieredStopAtLevel=1");
    }
  }

  private static final Setting PLAIN = new Setting("en", "US", "UTF-8", "UTC");

  private static final List<Setting> OTHERS =
      List.of(
          new Setting("tr", "TR", "ISO-8859-9", "Pacific/Kiritimati"),
          new Setting("ar", "EG", "windows-1256", "Africa/Cairo"),
          new Setting("de", "DE", "ISO-8859-1", "America/St_Johns"),
          new Setting("en", "", "US-ASCII", "Pacific/Apia"));

  /** Durations and memory, which differ from run to run. */
  private static final String VARYING =
      "\"(seconds|resident_bytes)\" ?: ?[0-9.E-]+"
          // the size and checksum of what holds them
          + "|\"metrics[.]jsonl\" ?: ?[{][^}]*[}]"
          + "|[0-9]+([.:,][0-9]+)* ?(s|ms|min|h|tokens/s|windows/s|images/s)\\b"
          // the last column of a page's table of runs
          + "|<td class=\"number\">[0-9,]+[.][0-9]</td></tr>";

  @TempDir private Path folder;

  private Path inputs(String name) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    Files.writeString(
        CountingText.in(own),
        "\n\nİstanbul ığdır, café, 今天 — ١٢٣\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.APPEND);
    String rows =
        IntStream.range(0, 400)
            .mapToObj(
                i ->
                    String.format(
                        Locale.ROOT,
                        "2024-01-%02d %02d:00:00,%.3f,%.3f%n",
                        1 + i / 24,
                        i % 24,
                        Math.sin(i / 5.0),
                        1234.5 * Math.cos(i / 7.0)))
            .collect(Collectors.joining());
    Files.writeString(own.resolve("series.csv"), "date,İl,load\n" + rows, StandardCharsets.UTF_8);
    return own;
  }

  private Process start(Setting setting, Path own) throws IOException {
    List<String> command = JavaProcess.command(CommandsInLocale.class, List.of());
    command.addAll(1, setting.options());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(own.toFile())
            .redirectErrorStream(true)
            .redirectOutput(own.resolve("process.log").toFile());
    Map<String, String> environment = builder.environment();
    environment.put("OMP_NUM_THREADS", "1");
    if (setting.country().isEmpty()) {
      environment.put("LC_ALL", "POSIX");
      environment.put("COLUMNS", "20");
      environment.remove("TERM");
    }
    return builder.start();
  }

  private static void await(Process process, Path own) throws IOException, InterruptedException {
    int code = process.waitFor();
    assertEquals(0, code, () -> own + ": " + read(own.resolve("process.log")));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }

  @Test
  void filesAndOutputAreTheSameUnderAll() throws IOException, InterruptedException {
    Path plain = inputs("plain");
    await(start(PLAIN, plain), plain);
    Map<Path, String> expected = contents(plain);
    for (int i = 0; i < OTHERS.size(); i += 2) {
      Map<Path, Process> started = new TreeMap<>();
      for (Setting setting : OTHERS.subList(i, i + 2)) {
        Path own = inputs(setting.language() + setting.country());
        copy(plain.resolve("runs"), own.resolve(CommandsInLocale.OTHERS).resolve("runs"));
        copy(plain.resolve("forecast"), own.resolve(CommandsInLocale.OTHERS).resolve("forecast"));
        started.put(own, start(setting, own));
      }
      for (Map.Entry<Path, Process> one : started.entrySet()) {
        await(one.getValue(), one.getKey());
        requireSame(expected, one.getKey());
        Path others = one.getKey().resolve(CommandsInLocale.OTHERS);
        requireUntouched(plain.resolve("runs"), others);
        requireUntouched(plain.resolve("forecast"), others);
      }
    }
  }

  private static void requireSame(Map<Path, String> expected, Path own) throws IOException {
    Map<Path, String> found = contents(own);
    assertEquals(expected.keySet(), found.keySet(), own.toString());
    expected.forEach((file, text) -> requireSame(own.resolve(file), text, found.get(file)));
  }

  private static void requireSame(Path file, String expected, String found) {
    if (!expected.equals(found)) {
      int at = Arrays.mismatch(expected.toCharArray(), found.toCharArray());
      assertEquals(around(expected, at), around(found, at), file + " from character " + at);
    }
  }

  private static String around(String text, int at) {
    return text.substring(Math.max(0, at - 80), Math.min(text.length(), at + 80));
  }

  /** Runs that are finished are found so, with nothing of them made again. */
  private static void requireUntouched(Path expected, Path others) throws IOException {
    int files = 0;
    for (Path file : files(expected)) {
      if (file.toString().matches(".*(safetensors|settings[.]json|metrics[.]jsonl)")) {
        Path same = others.resolve(expected.getFileName()).resolve(expected.relativize(file));
        assertEquals(-1, Files.mismatch(file, same), same.toString());
        files++;
      }
    }
    assertTrue(files >= 3, files + " files of " + expected);
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** All files by their names, in text without what varies; other than what was gone on with. */
  private static Map<Path, String> contents(Path root) throws IOException {
    Map<Path, String> contents = new TreeMap<>();
    for (Path file : files(root)) {
      Path name = root.relativize(file);
      boolean others = name.startsWith(CommandsInLocale.OTHERS);
      // Events have the time of day, a lock its process; the log is the process's, not a command's.
      if (!others && !name.toString().matches(".*(tfevents.*|[.]lock|process[.]log)")) {
        contents.put(
            name,
            new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                .replaceAll(VARYING, "#"));
      }
    }
    return contents;
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : files(from)) {
      Path target = to.resolve(from.relativize(file));
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
  }
}
