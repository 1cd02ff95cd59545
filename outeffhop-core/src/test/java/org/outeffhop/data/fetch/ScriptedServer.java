package org.outeffhop.data.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * An HTTP server on loopback that answers one request a connection, each with the next of its
 * answers; the last one is given from then on. It says what it is told to, right or wrong.
 */
final class ScriptedServer implements AutoCloseable {
  /** What the client asked. */
  record Request(String path, Map<String, String> headers) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
  }

  /** Writes an answer; the connection is closed behind it. */
  @FunctionalInterface
  interface Answer {
    void write(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket socket;
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final CountDownLatch end = new CountDownLatch(1);
  final List<Request> requests = new CopyOnWriteArrayList<>();

  ScriptedServer(Answer... answers) throws IOException {
    this.answers.addAll(List.of(answers));
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Adds an answer before the first request comes. */
  void then(Answer answer) {
    answers.add(answer);
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        answer(connection);
      } catch (IOException e) {
        // The client hung up, or the test is over.
        continue;
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void answer(Socket connection) throws IOException, InterruptedException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
    String first = in.readLine();
    if (first == null) {
      return;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    Request request = new Request(first.split(" ")[1], headers);
    requests.add(request);
    Answer answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
    OutputStream out = connection.getOutputStream();
    answer.write(request, out);
    out.flush();
  }

  /** A head with any fields, and any bytes. */
  static Answer raw(int status, byte[] body, String... fields) {
    return (request, out) -> {
      out.write(
          ("HTTP/1.1 " + status + " x\r\nConnection: close\r\n" + String.join("\r\n", fields))
              .getBytes(StandardCharsets.ISO_8859_1));
      out.write((fields.length > 0 ? "\r\n\r\n" : "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
    };
  }

  /** All bytes, with their length. */
  static Answer whole(byte[] body, String... fields) {
    return announced(body.length, body, fields);
  }

  /** Bytes under another length. */
  static Answer announced(long length, byte[] body, String... fields) {
    String[] all = new String[fields.length + 1];
    all[0] = "Content-Length: " + length;
    System.arraycopy(fields, 0, all, 1, fields.length);
    return raw(200, body, all);
  }

  /** As a proper server: the part asked for, if the version is still this one. */
  static Answer parts(byte[] body, String etag) {
    return (request, out) -> {
      Optional<String> range = request.header("Range");
      if (range.isEmpty() || !request.header("If-Range").equals(Optional.of(etag))) {
        whole(body, "ETag: " + etag).write(request, out);
        return;
      }
      int from = Integer.parseInt(range.get().replaceAll("\\D", ""));
      byte[] rest = Arrays.copyOfRange(body, from, body.length);
      raw(
              206,
              rest,
              "Content-Length: " + rest.length,
              "Content-Range: bytes " + from + "-" + (body.length - 1) + "/" + body.length,
              "ETag: " + etag)
          .write(request, out);
    };
  }

  /** The head of {@code body}, then the connection is closed. */
  static Answer brokenOff(byte[] body, int after, String... fields) {
    return announced(body.length, Arrays.copyOf(body, after), fields);
  }

  /** The head of {@code body}, then nothing until the test is over. */
  Answer stalled(byte[] body, int after, String... fields) {
    return (request, out) -> {
      brokenOff(body, after, fields).write(request, out);
      out.flush();
      end.await();
    };
  }

  static Answer redirect(String to) {
    return raw(302, new byte[0], "Location: " + to, "Content-Length: 0");
  }

  /** An address at which nobody listens. */
  static URI nobody() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return URI.create("http://127.0.0.1:" + free.getLocalPort() + "/file");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    end.countDown();
    socket.close();
  }
}
