package org.outeffhop.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.outeffhop.files.FileFaults;

/**
 * How a server listens, and what it takes.
 *
 * @param host name or address of the interface to listen at
 * @param port 0 for any that is free
 * @param maxBody bytes of a request's body, at most
 * @param maxInputs texts of a request, at most
 * @param maxRequests requests that are answered at the same time, at most
 * @param patience how long a client may take to send a request, and to receive its answer
 * @param token that clients must send as {@code Authorization: Bearer}; empty: none
 */
public record ServerSettings(
    String host,
    int port,
    int maxBody,
    int maxInputs,
    int maxRequests,
    Duration patience,
    Optional<String> token) {
  private static final int LARGEST_PORT = 65535;

  /** Checks the numbers. */
  public ServerSettings {
    require("port", port, 0, LARGEST_PORT);
    require("max-body", maxBody, 1, Integer.MAX_VALUE - 1);
    require("max-inputs", maxInputs, 1, Integer.MAX_VALUE);
    require("max-requests", maxRequests, 1, 1 << 14);
  }

  /** On loopback, at a port; 2 MiB and 256 texts a request, 256 requests at a time, 30 seconds. */
  public static ServerSettings atPort(int port) {
    return new ServerSettings(
        "127.0.0.1", port, 1 << 21, 256, 256, Duration.ofSeconds(30), Optional.empty());
  }

  /**
   * The token in a file, without the white space around it.
   *
   * @throws IllegalArgumentException if there is none, or it has letters that no header can have
   */
  public static String token(Path file) {
    try {
      String token = Files.readString(file).strip();
      if (!token.matches("[\\x21-\\x7e]+")) {
        throw new IllegalArgumentException(
            file + " must hold one token of visible ASCII letters, and nothing else");
      }
      return token;
    } catch (IOException e) {
      throw FileFaults.unreadable(file, e);
    }
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s is %d; it must be from %d to %d", name, value, least, most));
    }
  }
}
