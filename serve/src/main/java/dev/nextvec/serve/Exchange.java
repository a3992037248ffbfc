package dev.nextvec.serve;

import dev.nextvec.text.Encoder;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;

/** A request that is being answered. */
final class Exchange {
  static final String TIMEOUT = "X-Request-Timeout";
  static final String TRACE = "traceparent";
  private static final String ID = "X-Request-Id";
  private static final Pattern TRACE_FORM =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private final Request request;
  private final String id;
  private final Timing timing = new Timing();
  private final Map<String, String> facts = new LinkedHashMap<>();
  private Map<String, String> parameters = Map.of();
  private Deadline deadline;
  private byte[] body = new byte[0];

  Exchange(Request request, Duration longest) {
    this.request = request;
    this.id =
        header(ID)
            .filter(given -> given.matches("[A-Za-z0-9._-]{1,64}"))
            .orElseGet(Exchange::newId);
    this.deadline = Deadline.in(longest);
  }

  /** Tells requests apart and keeps no secret, so that none waits for secure numbers. */
  private static String newId() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  Request request() {
    return request;
  }

  /** By which client and server speak of it. */
  String id() {
    return id;
  }

  /** The trace that the client's request is part of, in W3C's form, if it says so. */
  Optional<String> trace() {
    return header(TRACE).filter(given -> TRACE_FORM.matcher(given).matches());
  }

  String method() {
    return request.getMethod();
  }

  String path() {
    return Optional.ofNullable(request.getHttpURI().getCanonicalPath()).orElse("/");
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  /** All values of a header that may be sent several times. */
  List<String> headers(String name) {
    return request.getHeaders().getValuesList(name);
  }

  /** What follows the question mark; empty without. */
  String query() {
    return Optional.ofNullable(request.getHttpURI().getQuery()).orElse("");
  }

  /** Path and query. */
  String target() {
    return path() + (query().isEmpty() ? "" : "?" + query());
  }

  /** By which scheme, name and port the client calls this server. */
  String origin() {
    return "%s://%s"
        .formatted(
            request.isSecure() ? "https" : "http",
            header("Host").orElse(Request.getLocalAddr(request) + ":" + port()));
  }

  /**
   * Where it comes from, as far as one party may be behind it: an address, of IPv6 the first 56
   * bits.
   */
  String network() {
    SocketAddress from = request.getConnectionMetaData().getRemoteSocketAddress();
    if (from instanceof InetSocketAddress known && known.getAddress() instanceof Inet6Address six) {
      return HexFormat.of().formatHex(six.getAddress(), 0, 7);
    }
    return String.valueOf(Request.getRemoteAddr(request));
  }

  /** Port of this server. */
  int port() {
    return Request.getLocalPort(request);
  }

  /** Whether a person looks at the answer: browsers say so, programs do not. */
  boolean isOfBrowser() {
    return header("Accept").orElse("").contains(PageReply.HTML);
  }

  /** Without what follows a semicolon. */
  String contentType() {
    return header("Content-Type")
        .orElse("")
        .replaceFirst(";.*", "")
        .strip()
        .toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether one follows the headers, however short. */
  boolean hasBody() {
    long length = request.getLength();
    return length > 0 || (length < 0 && header("Transfer-Encoding").isPresent());
  }

  Timing timing() {
    return timing;
  }

  Deadline deadline() {
    return deadline;
  }

  /**
   * Holds to what the client asked for, if that is less than it may.
   *
   * @throws Problem if it is no time
   */
  void heedTimeout() {
    Optional<String> asked = header(TIMEOUT);
    if (asked.isPresent()) {
      String text = asked.get().strip();
      if (!text.matches("\\d{1,6}(\\.\\d{1,6})?")) {
        throw Problem.malformed(
            "the header %s must be a number of seconds such as 2.5".formatted(TIMEOUT));
      }
      deadline = deadline.orIn(Duration.ofNanos((long) (Double.parseDouble(text) * 1_000_000_000)));
    }
  }

  /** What stands in the path at a name of the route. */
  String parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).orElseThrow();
  }

  void matched(Map<String, String> found) {
    parameters = found;
  }

  byte[] body() {
    return body;
  }

  void received(byte[] bytes) {
    body = bytes;
    timing.received();
  }

  /** Says in a header and in the log which model answered. */
  void answeredBy(ServedModel model) {
    facts.put("X-Model-Id", model.id());
    facts.put("X-Model-Sha256", model.sha256());
    if (model.isNarrow()) {
      facts.put("X-Model-Precision", model.precision().label());
    }
    model.mapSha256().ifPresent(map -> facts.put("X-Candidate-Map-Sha256", map));
  }

  /** Says in a header and in the log which index answered. */
  void answeredBy(ServedIndex index) {
    facts.put("X-Index-Id", index.id());
    facts.put("X-Index-Sha256", index.sha256());
  }

  /** Says in a header and in the log what made vectors of its texts. */
  void encodedBy(Encoder encoder) {
    facts.put("X-Encoder-Id", encoder.name());
    String sha256 = encoder.fingerprint().weightsSha256();
    if (!sha256.isEmpty()) { // behind an address, it cannot be seen
      facts.put("X-Encoder-Sha256", sha256);
    }
  }

  /** By the name of a header. */
  Map<String, String> facts() {
    return facts;
  }
}
