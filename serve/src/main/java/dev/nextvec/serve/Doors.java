package dev.nextvec.serve;

import dev.nextvec.serve.ServeSettings.Access;
import dev.nextvec.serve.ServeSettings.Place;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who is let in: by key, under which names of the server, and from which web pages. */
final class Doors {
  private final Access access;
  private final Hosts hosts;
  private final Session session = new Session();
  private final KeyTries tries = new KeyTries(System::nanoTime);

  Doors(Access access, Place place) {
    this.access = access;
    this.hosts = new Hosts(place, access.hosts());
  }

  /** Who may ask, in a line. */
  String line() {
    String origins =
        access.origins().isEmpty()
            ? ""
            : "; from a browser, pages of " + String.join(", ", access.origins());
    if (access.key().isEmpty()) {
      return "asks for no key: whoever reaches it may ask" + origins;
    }
    String free = access.publicMetrics() ? "health and metrics" : "health";
    return "asks for its key for all but " + free + origins;
  }

  /** By which names it may be called. */
  Hosts hosts() {
    return hosts;
  }

  /** Refuses who may not ask. */
  void require(Route route, Exchange exchange) {
    boolean free =
        switch (route.openTo()) {
          case ALL -> true;
          case METRICS -> access.publicMetrics() || access.key().isEmpty();
          case CLIENTS -> access.key().isEmpty();
          case VISITORS -> access.key().isEmpty() || session.isIn(exchange);
          case ADMINISTRATORS -> false;
        };
    if (free) {
      return;
    }
    boolean right =
        access.key().isPresent()
            && access
                .key()
                .get()
                .isIn(exchange.header("Authorization"), exchange.header("X-Api-Key"));
    if (!right) {
      throw Problem.of(
              Problem.Kind.UNAUTHORISED,
              access.key().isPresent()
                  ? "send the server's key in the header Authorization, as Bearer KEY"
                  : "only who has a key may ask for this, and the server was started without one")
          .with("WWW-Authenticate", "Bearer");
    }
  }

  /** Whether clients must send a key. */
  boolean hasKey() {
    return access.key().isPresent();
  }

  /** Whether a browser may look at the page. */
  boolean isVisitor(Exchange exchange) {
    return access.key().isEmpty() || session.isIn(exchange);
  }

  /**
   * The cookie for a browser whose user knows the key; looked at when it is this address's turn.
   *
   * @throws Problem if too many were wrong
   */
  Optional<String> signedIn(Exchange exchange, Optional<String> typed) throws InterruptedException {
    if (access.key().isEmpty()) {
      return Optional.of(session.cookie(exchange));
    }
    String address = exchange.network();
    Thread.sleep(tries.turn(address));
    if (!access.key().get().isIn(Optional.empty(), typed)) {
      return Optional.empty();
    }
    tries.right(address);
    return Optional.of(session.cookie(exchange));
  }

  /** The answer to a browser that asks whether a page may ask. */
  Optional<Reply> preflight(Exchange exchange) {
    if (!exchange.method().equals("OPTIONS") || allow(exchange).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Reply.text("text/plain", "")
            .with("Access-Control-Allow-Methods", "GET, POST")
            .with(
                "Access-Control-Allow-Headers",
                "Authorization, Content-Type, X-Api-Key, X-Request-Id, X-Request-Timeout,"
                    + " Inference-Header-Content-Length")
            .with("Access-Control-Max-Age", "600"));
  }

  /** Headers for a page that may ask; none for others. */
  Map<String, String> allow(Exchange exchange) {
    Map<String, String> headers = new LinkedHashMap<>();
    exchange
        .header("Origin")
        .filter(access.origins()::contains)
        .ifPresent(
            origin -> {
              headers.put("Access-Control-Allow-Origin", origin);
              headers.put("Vary", "Origin");
            });
    return headers;
  }
}
