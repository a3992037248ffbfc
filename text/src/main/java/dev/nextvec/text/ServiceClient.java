package dev.nextvec.text;

import dev.nextvec.internal.wording.Setting;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Posts requests to an embeddings service. What may pass by itself (408, 429, 5xx, no connection,
 * no answer in time) is tried again, waiting twice as long each time or as long as the service
 * asks, within bounds. Redirects are not followed: the key must not reach another host.
 */
final class ServiceClient implements AutoCloseable {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private static final long LONGEST_ANSWER = 16L << 20;
  private static final long LONGEST_VECTOR = 2L << 20;

  private final HttpEncoderOptions options;
  private final ServiceAddress address;
  private final HttpClient client;
  private volatile boolean answered;

  ServiceClient(HttpEncoderOptions options) {
    this.options = options;
    this.address = options.address();
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // offers to upgrade confuse some services
            .connectTimeout(options.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** What came of one attempt. */
  private enum Kind {
    FINE,
    /** May pass by itself. */
    PASSING,
    /** Nobody was there; as long as nobody ever was, it is not worth long waiting. */
    UNREACHED,
    FINAL
  }

  /** The body of a success, or what went wrong and how long to wait before the next attempt. */
  private record Answer(Kind kind, byte[] body, String failure, Optional<Duration> asked) {
    static Answer failed(Kind kind, String failure) {
      return new Answer(kind, new byte[0], failure, Optional.empty());
    }
  }

  /**
   * Posts a request.
   *
   * @param texts how many there are in it; bounds the answer
   * @return the body of the answer
   * @throws ServiceRefusal if the service answered otherwise
   * @throws IOException if it gave no answer
   */
  byte[] post(String json, int texts) throws IOException {
    HttpRequest request = request(json);
    Duration wait = options.firstWait();
    for (int attempt = 1; ; attempt++) {
      Answer answer = attempt(request, LONGEST_ANSWER + texts * LONGEST_VECTOR);
      if (answer.kind() == Kind.FINE) {
        answered = true;
        return answer.body();
      }
      if (answer.kind() == Kind.FINAL) {
        throw new IOException(answer.failure());
      }
      boolean absent = answer.kind() == Kind.UNREACHED && !answered;
      if (attempt == (absent ? Math.min(2, options.attempts()) : options.attempts())) {
        throw new IOException(
            "%s (tried %d times)%s"
                .formatted(
                    answer.failure(),
                    attempt,
                    answered
                        ? "; what is encoded so far is kept, run the command again to go on"
                        : ""));
      }
      pause(answer.asked().orElse(wait));
      wait = wait.multipliedBy(2);
    }
  }

  private HttpRequest request(String json) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address.endpoint())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json));
    address.authorization().ifPresent(v -> request.header(ServiceKey.AUTHORIZATION, v));
    options.key().ifPresent(key -> request.header(key.header(), key.headerValue()));
    return request.build();
  }

  private Answer attempt(HttpRequest request, long limit) throws IOException {
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(request, head -> new BoundedBody(limit));
    try {
      HttpResponse<byte[]> response = sent.get(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() == 200) {
        return new Answer(Kind.FINE, response.body(), "", Optional.empty());
      }
      ServiceRefusal refusal = refusal(response);
      if (!refusal.mayPass()) {
        throw refusal;
      }
      Optional<Duration> asked = RetryAfter.of(response.headers());
      return new Answer(Kind.PASSING, new byte[0], String.valueOf(refusal.getMessage()), asked);
    } catch (TimeoutException e) {
      sent.cancel(true);
      String after = " gave no answer within " + options.timeout().toSeconds() + " s";
      return Answer.failed(Kind.PASSING, address + after);
    } catch (ExecutionException e) {
      return failure(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw interrupted(e);
    }
  }

  private Answer failure(Throwable cause) {
    String words = PlainText.collapse(String.valueOf(cause.getMessage()));
    if (cause instanceof BoundedBody.TooLong) {
      return Answer.failed(Kind.FINAL, address + " sent " + words + ", which is no embeddings");
    }
    if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
      return Answer.failed(
          Kind.UNREACHED,
          address
              + " cannot be reached: "
              + (isUnknown(cause)
                  ? "the name of the host is not known"
                  : "nothing answers at " + address.host() + "; is the service running?"));
    }
    if (cause instanceof SSLException) {
      String advice = "; does it speak plain http://?";
      return Answer.failed(
          Kind.FINAL, address + " cannot be reached over TLS (" + words + ")" + advice);
    }
    String advice = address.encrypted() ? "" : "; does it want https://?";
    return Answer.failed(Kind.PASSING, address + " broke the connection: " + words + advice);
  }

  private static boolean isUnknown(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private ServiceRefusal refusal(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    String words = ServiceRefusal.words(response.body());
    String said = address + " answered " + status + (words.isEmpty() ? "" : ": " + words);
    return new ServiceRefusal(said + advice(response), status, words);
  }

  private String advice(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status >= 300 && status < 400) {
      Optional<String> location = response.headers().firstValue("Location");
      return location.map(to -> ", a redirect to " + address.shown(to)).orElse(", a redirect")
          + "; redirects are not followed, since a key must not reach another host: give the right"
          + " URL as "
          + Setting.ENCODER;
    }
    return switch (status) {
      case 401, 403 -> "; " + whatWasSent();
      case 404, 405 -> "; check the URL and the name of the model";
      default -> "";
    };
  }

  private String whatWasSent() {
    if (address.authorization().isPresent()) {
      return "the user and password of the URL were sent: check them";
    }
    return options
        .key()
        .map(
            key ->
                "check the API key in the environment variable %s, which was sent in the header %s"
                    .formatted(key.variable(), key.header()))
        .orElse(
            "no API key was sent: set the environment variable that "
                + Setting.API_KEY_VARIABLE
                + " names (OPENAI_API_KEY unless given)");
  }

  private static void pause(Duration wait) throws IOException {
    try {
      Thread.sleep(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("encoding was interrupted", e);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
