package org.outeffhop.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the launcher has Java run, in a folder that is built, with a Java that prints it. */
class LauncherTest {
  private static final String OWN_MAIN = "org.outeffhop.cli.OutEffHop";
  private static final String QUICK_HELP = "-XX:TieredStopAtLevel=1";

  @TempDir private Path folder;
  private Path root;
  private Path jar;

  @BeforeEach
  void build() throws IOException {
    root = Files.createDirectory(folder.toRealPath().resolve("root"));
    executable(root.resolve("outeffhop"), Files.readString(Path.of("..", "outeffhop")));
    Path launch = Files.createDirectories(root.resolve("outeffhop-cli/target/launch"));
    jar = Files.createFile(launch.resolve("library.jar"));
    Files.writeString(launch.resolve("classpath"), jar + "\n");
    Files.writeString(launch.resolve("built"), root + "\n\n");
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    executable(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true));
  }

  /** What a call printed, and its exit code. */
  private record Call(int code, List<String> out, String err) {
    /** The main program and what it gets, after the class path. */
    List<String> program() {
      return out.subList(out.indexOf("-cp") + 2, out.size());
    }
  }

  private Call launch(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(root.resolve("outeffhop").toString());
    builder.command().addAll(List.of(arguments));
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("OUTEFFHOP_") || name.equals("OMP_NUM_THREADS"));
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().putAll(environment);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    int code = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start().waitFor();
    return new Call(code, Files.readAllLines(out), Files.readString(err));
  }

  @Test
  void runsTheCommandWithItsArgumentsAsTheyAre() throws Exception {
    Call call = launch(Map.of(), "run", "two words", "*");
    assertEquals(List.of(OWN_MAIN, "run", "two words", "*"), call.program());
    assertEquals(jar.toString(), call.out().get(call.out().indexOf("-cp") + 1));
    assertFalse(call.out().contains(QUICK_HELP));
  }

  @Test
  void closedDescriptorsAreNotGivenToJavasFirstFiles() throws Exception {
    executable(
        folder.resolve("jdk/bin/java"),
        "#!/bin/sh\nfor fd in 0 1 2; do readlink /proc/$$/fd/$fd; done\n");
    assertEquals(List.of("0", "/dev/null /dev/null"), shell("<&- 2>&-"));
    assertEquals(
        List.of("1", "outeffhop: cannot write standard output: it is closed"), shell("2>&1 >&-"));
  }

  /** The exit code, and the first and last line of what the launcher prints, or both in one. */
  private List<String> shell(String redirections) throws Exception {
    Path out = folder.resolve("shell-out");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "exec \"$0\" run " + redirections, root + "/outeffhop");
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    int code = builder.redirectOutput(out.toFile()).start().waitFor();
    List<String> lines = Files.readAllLines(out);
    String last = lines.get(lines.size() - 1);
    return List.of("" + code, lines.size() == 1 ? last : lines.get(0) + " " + last);
  }

  /** Control groups of version 2 and of version 1, with a limit of the group or of one above it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0::/a/b | a/b/cpu.max | 100000 100000 | 1",
        "0::/a/b | a/cpu.max | 50000 100000 | 1",
        "0::/ | cpu.max | 100000 100000 | 1",
        "0::/a/b | a/b/cpu.max | max 100000 | all",
        "0::/a/b | a/cpu.max | 99900000 100000 | all",
        "4:cpu,cpuacct:/docker/a | cpu,cpuacct/docker/a/cpu.cfs_quota_us | 100000 | 1",
        "4:cpu,cpuacct:/docker/a | cpu/cpu.cfs_quota_us | 100000 | 1",
        "4:cpu:/a | cpu/a/cpu.cfs_quota_us | -1 | all",
        "4:memory:/a | cpu/a/cpu.cfs_quota_us | 100000 | all"
      })
  void threadsAreTheQuotaOfAContainer(String group, String file, String quota, String threads)
      throws Exception {
    Path system = folder.resolve("system");
    Path limit = system.resolve("sys/fs/cgroup").resolve(file);
    Files.createDirectories(limit.getParent());
    Files.writeString(limit, quota + "\n");
    Files.writeString(limit.resolveSibling("cpu.cfs_period_us"), "100000\n");
    Files.writeString(
        Files.createDirectories(system.resolve("proc/self")).resolve("cgroup"), group + "\n");
    String script = Files.readString(Path.of("..", "outeffhop"));
    assertTrue(script.contains("  system=\n"));
    executable(
        root.resolve("outeffhop"), script.replace("  system=\n", "  system=" + system + "\n"));
    executable(folder.resolve("jdk/bin/java"), "#!/bin/sh\necho \"$OMP_NUM_THREADS\"\n");
    Path nproc = Files.createDirectories(folder.resolve("bin")).resolve("nproc");
    executable(nproc, "#!/bin/sh\necho 7\n");
    Map<String, String> environment =
        new HashMap<>(Map.of("PATH", nproc.getParent() + ":" + System.getenv("PATH")));
    String expected = threads.equals("all") ? "7" : threads;
    assertEquals(List.of(expected), launch(environment, "run").out());
  }

  @Test
  void helpIsNotOptimised() throws Exception {
    assertTrue(launch(Map.of(), "memory", "--help").out().contains(QUICK_HELP));
    assertTrue(launch(Map.of()).out().contains(QUICK_HELP));
  }

  @Test
  void runsAnotherProgramWithTheLibraryAndTheSettings() throws Exception {
    Path source = Files.createFile(folder.resolve("My Program.java"));
    for (String main : List.of("my.Program", source.toString())) {
      Call call = launch(Map.of("OUTEFFHOP_MAIN", main), "--help", "help", "-cp");
      assertEquals(List.of(main, "--help", "help", "-cp"), call.program());
      assertTrue(call.out().contains("-Dorg.bytedeco.javacpp.maxBytes=0"), call.out()::toString);
      assertFalse(call.out().contains(QUICK_HELP));
    }
  }

  @Test
  void theArchiveOfClassesIsTheCommandsWhateverRunsFirst() throws Exception {
    executable(
        folder.resolve("jdk/bin/java"),
        "#!/bin/sh\nprintf '%s\\n' \"$*\" >>\"$JAVA_HOME/calls\"\n");
    launch(Map.of("OUTEFFHOP_MAIN", "my.Program"));
    List<String> calls = Files.readAllLines(folder.resolve("jdk/calls"));
    assertTrue(calls.get(0).endsWith(OWN_MAIN + " --help"), calls::toString);
    assertTrue(calls.get(calls.size() - 1).endsWith("my.Program"), calls::toString);
  }

  /** Java reads arguments in the locale's encoding, which is ASCII in C and POSIX. */
  @Test
  void textIsUtf8InTheLocalesOfContainers() throws Exception {
    executable(
        folder.resolve("jdk/bin/java"),
        "#!/bin/sh\necho \"$LC_ALL,$LC_CTYPE,$LANG,$LC_NUMERIC\"\n");
    assertEquals("C.UTF-8,,,", locale("POSIX", "", ""));
    assertEquals("C.UTF-8,,de_DE.UTF-8,", locale("C", "", "de_DE.UTF-8"));
    assertEquals(",C.UTF-8,,", locale("", "", ""));
    assertEquals(",C.UTF-8,C,", locale("", "", "C"));
    assertEquals(",C.UTF-8,de_DE.UTF-8,", locale("", "POSIX", "de_DE.UTF-8"));
    assertEquals(",,de_DE.ISO-8859-1,", locale("", "", "de_DE.ISO-8859-1"));
    assertEquals("tr_TR.UTF-8,C,C,", locale("tr_TR.UTF-8", "C", "C"));
  }

  private String locale(String all, String letters, String language) throws Exception {
    Map<String, String> locale =
        Map.of("LC_ALL", all, "LC_CTYPE", letters, "LANG", language, "LC_NUMERIC", "");
    return launch(locale).out().get(0);
  }

  @Test
  void anotherProgramThatIsNoneIsRefused() throws Exception {
    Call option = launch(Map.of("OUTEFFHOP_MAIN", "-version"));
    assertEquals(1, option.code());
    assertEquals(
        "outeffhop: OUTEFFHOP_MAIN is '-version', which Java would take for an option. It must be the name of a class or a Java source file.\n",
        option.err());
    Call missing = launch(Map.of("OUTEFFHOP_MAIN", "Missing.java"));
    assertEquals(1, missing.code());
    assertEquals(
        "outeffhop: OUTEFFHOP_MAIN is 'Missing.java', but there is no such file.\n", missing.err());
  }
}
