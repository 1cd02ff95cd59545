package org.outeffhop.data.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Sends requests and follows redirects, within limits and never from https to http. */
final class Requests {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final FetchPolicy policy;
  private final HttpClient client;

  Requests(FetchPolicy policy) {
    this.policy = policy;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(policy.connectTimeout())
            .build();
  }

  /**
   * The response of an address after redirects. Close its body.
   *
   * @throws Refused if there is no connection, or the redirects cannot be followed
   * @throws Broken if the connection breaks before the answer
   */
  HttpResponse<ResponseBody> get(URI address, Map<String, String> headers)
      throws IOException, InterruptedException {
    Set<URI> seen = new HashSet<>();
    URI current = address;
    while (true) {
      seen.add(current);
      HttpResponse<ResponseBody> response = send(current, headers);
      if (!REDIRECTS.contains(response.statusCode())) {
        return response;
      }
      response.body().close();
      current = redirected(current, response, seen);
    }
  }

  private URI redirected(URI from, HttpResponse<ResponseBody> response, Set<URI> seen)
      throws Refused {
    String location =
        response
            .headers()
            .firstValue("Location")
            .orElseThrow(() -> new Refused("redirects without an address"));
    URI to = resolved(from, location);
    if (seen.contains(to)) {
      throw new Refused("redirects in a loop, to " + to);
    }
    if (seen.size() > policy.redirects()) {
      throw new Refused("redirects more than " + policy.redirects() + " times, last to " + to);
    }
    return to;
  }

  /** Where a redirect leads; from https to https only. */
  static URI resolved(URI from, String location) throws Refused {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new Refused("redirects to '" + location + "', which is not an address", e);
    }
    boolean secure = "https".equals(to.getScheme());
    boolean stays = "http".equals(to.getScheme()) && "http".equals(from.getScheme());
    if (!secure && !stays || to.getHost() == null) {
      throw new Refused(
          "redirects to " + to + "; only https is followed, or http from an http address");
    }
    return to;
  }

  private HttpResponse<ResponseBody> send(URI address, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(policy.stallTimeout())
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    try {
      return client.send(request.build(), info -> new ResponseBody());
    } catch (HttpConnectTimeoutException e) {
      throw new Refused(
          "no connection within " + policy.connectTimeout().toSeconds() + " s (timeout)", e);
    } catch (HttpTimeoutException e) {
      throw new Broken("no answer within " + policy.stallTimeout().toSeconds() + " s (timeout)", e);
    } catch (ConnectException e) {
      throw new Refused(reason(address, e), e);
    } catch (SSLException e) {
      throw new Refused("no secure connection: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new Broken("the connection broke: " + e.getMessage(), e);
    }
  }

  private static String reason(URI address, ConnectException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "the host " + address.getHost() + " is unknown; is there a network?";
      }
    }
    return "no connection to "
        + address.getHost()
        + (e.getMessage() == null ? " (refused)" : ": " + e.getMessage());
  }
}
