package org.outeffhop.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.outeffhop.report.VisibleText;
import org.outeffhop.training.TrainingDivergedException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Turns what a command throws into one line on standard error and an exit code.
 *
 * <ul>
 *   <li>{@link IllegalArgumentException} and {@link IOException}, the library's way to refuse bad
 *       input, and {@link TrainingDivergedException}: its message. Exit code 1.
 *   <li>{@link InterruptedException} and {@link CancellationException}: exit code 130.
 *   <li>Memory that ran out, Java's or libtorch's: what to change. Exit code 1.
 *   <li>Anything else is a fault of the program: its first line, and the file that holds the stack
 *       trace. Exit code 1.
 * </ul>
 */
final class Failures implements IExecutionExceptionHandler {
  /** Of libtorch's allocator for the CPU, and of that for a GPU. */
  private static final Pattern NATIVE_MEMORY =
      Pattern.compile("[Tt]ried to allocate ([\\d.]+(?: [KMGT]iB)?)");

  private static final int MEBIBYTE_BITS = 20;
  private static final String INTERRUPTED = "interrupted; give the same command again";

  private final OutEffHop outeffhop;

  Failures(OutEffHop outeffhop) {
    this.outeffhop = outeffhop;
  }

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine command, ParseResult parseResult) {
    return report(exception, command.getErr());
  }

  /** Prints what went wrong and returns the exit code. */
  int report(Throwable thrown, PrintWriter err) {
    Throwable failure = thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
    if (isInterruption(failure)) {
      Thread.currentThread().interrupt();
      String message = failure instanceof CancellationException ? failure.getMessage() : null;
      err.println("outeffhop: " + (message == null ? INTERRUPTED : message));
      traceIfAsked(thrown, err);
      return OutEffHop.INTERRUPTED;
    }
    err.println("outeffhop: " + oneLine(message(thrown, failure)));
    if (!outeffhop.debug() && !isRefusal(failure)) {
      err.println(saveTrace(thrown));
    }
    traceIfAsked(thrown, err);
    return OutEffHop.FAILED;
  }

  /** A message whose names break no line; those lines of its own that are indented stay lines. */
  static String oneLine(String message) {
    return Arrays.stream(String.valueOf(message).split("\n(?=  )"))
        .map(VisibleText::line)
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static boolean isInterruption(Throwable failure) {
    return failure instanceof InterruptedException
        || failure instanceof CancellationException
        || failure instanceof ClosedByInterruptException;
  }

  /** Prints the stack trace when the user asked for it. */
  void traceIfAsked(Throwable thrown, PrintWriter err) {
    if (outeffhop.debug()) {
      thrown.printStackTrace(err);
    }
    err.flush();
  }

  /** One sentence on memory that ran out; empty where it did not. */
  private static Optional<String> exhaustion(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      Matcher allocation = NATIVE_MEMORY.matcher(message);
      if (allocation.find()) {
        return Optional.of(
            "memory ran out: %s more were needed at once; choose a smaller --batch, --length or model, or free memory"
                .formatted(
                    allocation.group(1).matches("\\d+")
                        ? allocation.group(1) + " bytes"
                        : allocation.group(1)));
      }
      if (cause instanceof OutOfMemoryError) {
        return Optional.of(
            message.startsWith("Requested array size")
                ? "an array of more than 2,147,483,645 elements was needed; choose smaller sizes or less data"
                : String.format(
                    Locale.ROOT,
                    "Java's heap of %d MiB is full; choose less data or smaller sizes, or give it more, as with OUTEFFHOP_JAVA_OPTS=-Xmx4g",
                    Runtime.getRuntime().maxMemory() >> MEBIBYTE_BITS));
      }
    }
    return Optional.empty();
  }

  private static boolean isRefusal(Throwable failure) {
    return exhaustion(failure).isPresent() || isAnswer(failure);
  }

  private static boolean isAnswer(Throwable failure) {
    return failure.getMessage() != null
        && (failure instanceof IllegalArgumentException
            || failure instanceof IOException
            || failure instanceof TrainingDivergedException);
  }

  private static String message(Throwable thrown, Throwable failure) {
    Optional<String> exhaustion = exhaustion(failure);
    if (exhaustion.isPresent()) {
      return exhaustion.get();
    }
    if (!isRefusal(failure)) {
      String firstLine = failure.toString().lines().findFirst().orElse("");
      return "unexpected error: " + firstLine;
    }
    if (thrown != failure && !failure.toString().equals(thrown.getMessage())) {
      return thrown.getMessage();
    }
    if (failure instanceof NoSuchFileException) {
      return "no such file: " + failure.getMessage();
    }
    if (failure instanceof AccessDeniedException) {
      return "access denied: " + failure.getMessage();
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "the file already exists: " + failure.getMessage();
    }
    return failure.getMessage();
  }

  private static String saveTrace(Throwable thrown) {
    try {
      Path file = Files.createTempFile("outeffhop-error-", ".txt");
      try (PrintWriter trace = new PrintWriter(Files.newBufferedWriter(file))) {
        thrown.printStackTrace(trace);
      }
      return "The stack trace is in " + file;
    } catch (IOException unwritable) {
      return "Run it again with --debug to see the stack trace.";
    }
  }
}
