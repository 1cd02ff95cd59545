package org.outeffhop.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupsTest {
  private static final String SECOND = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw";
  private static final String FIRST =
      "31 23 0:27 %s /sys/fs/cgroup/memory rw,nosuid shared:9 - cgroup cgroup rw,memory";
  private static final String CPU =
      "32 23 0:28 / /sys/fs/cgroup/cpu rw,nosuid shared:10 - cgroup cgroup rw,cpu";

  @TempDir private Path root;

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void process(String groups, String... mounts) throws IOException {
    file("proc/self/cgroup", groups);
    file("proc/self/mountinfo", String.join("\n", mounts) + "\n");
  }

  private ControlGroups groups() {
    return new ControlGroups(root);
  }

  @Test
  void processorsAreTheQuotaOfTheTightestGroup() throws IOException {
    process("0::/a/b\n", SECOND);
    assertEquals(OptionalInt.empty(), groups().processors());
    file("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
    assertEquals(OptionalInt.empty(), groups().processors());
    file("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
    assertEquals(OptionalInt.of(2), groups().processors());
    file("sys/fs/cgroup/a/b/cpu.max", "50000 100000\n");
    assertEquals(OptionalInt.of(1), groups().processors());
  }

  @Test
  void processorsOfVersionOne() throws IOException {
    process("5:cpu,cpuacct:/docker/abc\n4:memory:/docker/abc\n", CPU, FIRST.formatted("/"));
    file("sys/fs/cgroup/cpu/docker/abc/cpu.cfs_quota_us", "-1\n");
    file("sys/fs/cgroup/cpu/docker/abc/cpu.cfs_period_us", "100000\n");
    assertEquals(OptionalInt.empty(), groups().processors());
    file("sys/fs/cgroup/cpu/docker/abc/cpu.cfs_quota_us", "300000\n");
    assertEquals(OptionalInt.of(3), groups().processors());
  }

  @Test
  void theLimitOfAGroupAboveHoldsAndReadFilesGiveWay() throws IOException {
    process("0::/user.slice/job.scope\n", SECOND);
    file("sys/fs/cgroup/user.slice/memory.max", "1073741824\n");
    file("sys/fs/cgroup/user.slice/memory.current", "700000000\n");
    file("sys/fs/cgroup/user.slice/memory.stat", "anon 1\ninactive_file 100000000\nfile 5\n");
    file("sys/fs/cgroup/user.slice/job.scope/memory.max", "max\n");
    file("sys/fs/cgroup/user.slice/job.scope/memory.current", "600000000\n");
    assertEquals(OptionalLong.of(1073741824L), groups().limit());
    assertEquals(OptionalLong.of(1073741824L - 600000000L), groups().available());
  }

  @Test
  void aGroupIsThrottledFromItsHighMarkOn() throws IOException {
    process("0::/\n", SECOND);
    file("sys/fs/cgroup/memory.max", "max\n");
    file("sys/fs/cgroup/memory.high", "500000000\n");
    file("sys/fs/cgroup/memory.current", "600000000\n");
    assertEquals(OptionalLong.of(500000000L), groups().limit());
    assertEquals(OptionalLong.of(0), groups().available());
  }

  @Test
  void versionOneIsReadBelowTheGroupThatAContainerSeesAtTheTop() throws IOException {
    process(
        "5:cpu:/docker/abc\n4:memory:/docker/abc/inner\n0::/\n",
        CPU,
        FIRST.formatted("/docker/abc"));
    file("sys/fs/cgroup/memory/memory.limit_in_bytes", "2000000000\n");
    file("sys/fs/cgroup/memory/memory.usage_in_bytes", "1500000000\n");
    file("sys/fs/cgroup/memory/memory.stat", "inactive_file 1\ntotal_inactive_file 500000000\n");
    file("sys/fs/cgroup/memory/inner/memory.limit_in_bytes", "9223372036854771712\n");
    file("sys/fs/cgroup/memory/inner/memory.usage_in_bytes", "100\n");
    assertEquals(OptionalLong.of(2000000000L), groups().limit());
    assertEquals(OptionalLong.of(1000000000L), groups().available());
  }

  @Test
  void theTightestOfSeveralGroupsDecides() throws IOException {
    process("4:memory:/a/b\n", FIRST.formatted("/"));
    file("sys/fs/cgroup/memory/a/memory.limit_in_bytes", "3000\n");
    file("sys/fs/cgroup/memory/a/memory.usage_in_bytes", "2500\n");
    file("sys/fs/cgroup/memory/a/b/memory.limit_in_bytes", "2000\n");
    file("sys/fs/cgroup/memory/a/b/memory.usage_in_bytes", "1000\n");
    assertEquals(OptionalLong.of(2000), groups().limit());
    assertEquals(OptionalLong.of(500), groups().available());
  }

  @Test
  void withoutGroupsOrLimitsThereIsNone() throws IOException {
    assertTrue(groups().available().isEmpty());
    process("0::/\n4:memory:/\nnonsense\n", SECOND, FIRST.formatted("/"), "short line");
    file("sys/fs/cgroup/memory.max", "max\n");
    file("sys/fs/cgroup/memory.high", "");
    assertTrue(groups().limit().isEmpty());
  }
}
