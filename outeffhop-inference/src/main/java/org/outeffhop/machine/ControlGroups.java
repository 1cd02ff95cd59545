package org.outeffhop.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Linux's control groups of this process, versions 1 and 2, and what memory and how many processors
 * they leave: those of containers, of systemd and of batch systems. A limit holds for a group and
 * for all below it, so every group from the process's own to the topmost that can be seen counts.
 *
 * <p>Java's own view leaves out groups above the process's, {@code memory.high}, and that caches of
 * files give way. Sources: the kernel's {@code cgroup-v1/memory.rst}, {@code
 * scheduler/sched-bwc.rst} and {@code cgroup-v2.rst}.
 *
 * @param root of the file system
 */
public record ControlGroups(Path root) {
  /** Of this process. */
  public static final ControlGroups SYSTEM = new ControlGroups(Path.of("/"));

  /**
   * A group that limits memory.
   *
   * @param limit bytes
   * @param used bytes of them that cannot be given back: without files that were read and are not
   *     in use
   */
  record Group(long limit, long used) {}

  /** The smallest limit; empty where there is none. */
  OptionalLong limit() {
    return groups().stream().mapToLong(Group::limit).min();
  }

  /** What the tightest group leaves, at least 0; empty where there is no limit. */
  OptionalLong available() {
    return groups().stream().mapToLong(group -> Math.max(0, group.limit() - group.used())).min();
  }

  /**
   * How many processors the tightest group leaves: ceil(quota / period), as Java counts; empty
   * where there is no limit.
   */
  public OptionalInt processors() {
    return folders("cpu").stream().flatMapToInt(group -> processors(group).stream()).min();
  }

  private static OptionalInt processors(Folder group) {
    List<String> numbers =
        group.second()
            ? lines(group.path().resolve("cpu.max")).stream()
                .limit(1)
                .flatMap(line -> Arrays.stream(line.strip().split(" ")))
                .toList()
            : Stream.of("cpu.cfs_quota_us", "cpu.cfs_period_us")
                .flatMap(name -> lines(group.path().resolve(name)).stream().limit(1))
                .map(String::strip)
                .toList();
    if (numbers.size() != 2
        || !numbers.stream().allMatch(text -> text.matches("0*[1-9]\\d{0,17}"))) {
      return OptionalInt.empty();
    }
    long quota = Long.parseLong(numbers.get(0));
    long period = Long.parseLong(numbers.get(1));
    return OptionalInt.of((int) Math.min(Integer.MAX_VALUE, (quota + period - 1) / period));
  }

  /** All groups with a limit of memory that hold this process. */
  List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    folders("memory").forEach(folder -> addLimits(groups, folder));
    return groups;
  }

  /** Where a group's files are, and whether they are those of version 2. */
  private record Folder(Path path, boolean second) {}

  /** The process's group of a controller and all above it, as far as they are mounted. */
  private List<Folder> folders(String controller) {
    List<Folder> folders = new ArrayList<>();
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      boolean second = parts[1].isEmpty();
      if (second || Arrays.asList(parts[1].split(",")).contains(controller)) {
        mount(second, controller).ifPresent(mount -> addAll(folders, mount, parts[2], second));
      }
    }
    return folders;
  }

  /**
   * Where a hierarchy is mounted.
   *
   * @param root the group that is seen at the top of it
   */
  private record Mount(String root, Path point) {}

  /** {@code 36 35 98:0 /root /mount/point rw shared:1 - cgroup2 cgroup rw,memory}. */
  private Optional<Mount> mount(boolean second, String controller) {
    for (String line : lines(root.resolve("proc/self/mountinfo"))) {
      String[] sides = line.split(" - ", 2);
      String[] left = sides[0].split(" ");
      String[] right = sides.length < 2 ? new String[0] : sides[1].split(" ");
      boolean fits =
          right.length >= 3
              && left.length >= 5
              && (second
                  ? right[0].equals("cgroup2")
                  : right[0].equals("cgroup")
                      && Arrays.asList(right[2].split(",")).contains(controller));
      if (fits) {
        return Optional.of(new Mount(left[3], root.resolve(left[4].substring(1))));
      }
    }
    return Optional.empty();
  }

  private static void addAll(List<Folder> folders, Mount mount, String path, boolean second) {
    String below =
        mount.root().equals("/") || !path.startsWith(mount.root())
            ? path
            : path.substring(mount.root().length());
    Path folder = mount.point();
    folders.add(new Folder(folder, second));
    for (String name : below.split("/")) {
      if (!name.isEmpty() && !name.equals("..")) {
        folder = folder.resolve(name);
        folders.add(new Folder(folder, second));
      }
    }
  }

  private static void addLimits(List<Group> groups, Folder group) {
    if (group.second()) {
      add(
          groups,
          group.path(),
          List.of("memory.max", "memory.high"),
          "memory.current",
          "inactive_file");
    } else {
      add(
          groups,
          group.path(),
          List.of("memory.limit_in_bytes"),
          "memory.usage_in_bytes",
          "total_inactive_file");
    }
  }

  private static void add(
      List<Group> groups, Path folder, List<String> limits, String usage, String cache) {
    long used =
        Math.max(
            0,
            number(folder.resolve(usage)).orElse(0) - cached(folder.resolve("memory.stat"), cache));
    for (String limit : limits) {
      number(folder.resolve(limit)).ifPresent(bytes -> groups.add(new Group(bytes, used)));
    }
  }

  /** The number in a file; empty where there is no file, or {@code max} in it. */
  private static OptionalLong number(Path file) {
    return lines(file).stream()
        .limit(1)
        .map(String::strip)
        .filter(text -> text.matches("\\d{1,19}"))
        .mapToLong(ControlGroups::parsed)
        .findFirst();
  }

  private static long cached(Path file, String name) {
    return lines(file).stream()
        .map(line -> line.split(" "))
        .filter(parts -> parts.length == 2 && parts[0].equals(name))
        .mapToLong(parts -> parsed(parts[1]))
        .findFirst()
        .orElse(0);
  }

  /** Version 1 writes "no limit" as a number that is larger than any memory. */
  private static long parsed(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
