package org.outeffhop.text.tokenizer;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** A process in which tokenizers are tried, within limits of time and memory. */
public final class TrialProcess implements AutoCloseable {
  private static final long POLL_MILLISECONDS = 1;

  /** Looking at the system's tables takes longer than to wait for an answer. */
  private static final int POLLS_PER_LOOK = 20;

  /** Of the processor, so that a busy machine does not count; a trial takes about one. */
  private static final Duration TIME = Duration.ofSeconds(10);

  /** Beyond the processor's time, for a process that waits for ever. */
  private static final int PATIENCE = 15;

  private static final long MEMORY = 1L << 30;

  /** What the library makes of a byte of a large vocabulary, at most. */
  private static final long MEMORY_PER_BYTE = 30;

  private final Process process;
  private Duration before = Duration.ZERO;

  private TrialProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @throws IOException if there is no Java to start, or the system lets none start
   */
  public static TrialProcess start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+SuppressFatalErrorMessage",
            "-XX:-CreateCoredumpOnCrash",
            "-cp",
            System.getProperty("java.class.path"),
            TrialProgram.class.getName());
    builder.environment().put("RUST_BACKTRACE", "0");
    return new TrialProcess(builder.redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  /**
   * Tries a tokenizer. After one that is not borne, the process has ended.
   *
   * @return what it did to the process; nothing if all is well
   */
  public Optional<String> fault(TokenizerFile file) {
    try {
      send(file);
      InputStream answers = process.getInputStream();
      long start = System.nanoTime();
      before = cpuTime();
      long memory = MEMORY + MEMORY_PER_BYTE * file.json().length();
      for (int poll = 1; answers.available() == 0; poll++) {
        if (poll % POLLS_PER_LOOK == 0) {
          Optional<String> excess = excess(start, memory);
          if (excess.isPresent()) {
            close();
            return excess;
          }
        }
        if (!process.isAlive() && answers.available() == 0) {
          return Optional.of("ended the process with code " + process.exitValue());
        }
        Thread.sleep(POLL_MILLISECONDS);
      }
      return answers.read() == 1
          ? Optional.empty()
          : Optional.of("made the process say what it should not");
    } catch (IOException e) {
      return Optional.of("ended the process: " + e.getMessage());
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted; give the same command again");
    }
  }

  private void send(TokenizerFile file) throws IOException {
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    TrialProgram.write(out, file.json());
    TrialProgram.write(out, file.expressions());
    TrialProgram.write(out, file.decoding());
    out.flush();
  }

  private Optional<String> excess(long start, long memory) {
    Duration used = cpuTime().minus(before);
    if (used.compareTo(TIME) > 0 || System.nanoTime() - start > PATIENCE * TIME.toNanos()) {
      return Optional.of(String.format(Locale.ROOT, "took more than %d seconds", TIME.toSeconds()));
    }
    if (residentBytes() > memory) {
      return Optional.of(
          String.format(Locale.ROOT, "took more than %d MiB of memory", memory >> 20));
    }
    return Optional.empty();
  }

  private Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Zero where the system does not tell. */
  private long residentBytes() {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try {
      for (String line : Files.readString(status, StandardCharsets.ISO_8859_1).split("\n")) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
      return 0;
    } catch (IOException unknown) {
      return 0;
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
