package dev.nextvec.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How a browser shows that its user has signed in: by a cookie with a random text of this server,
 * which says nothing of the key and ends with the server.
 */
final class Session {
  private static final int BYTES = 32;
  private final String token;

  Session() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    this.token = HexFormat.of().formatHex(random);
  }

  /** Servers of one machine share their cookies, whatever their ports: each has a name. */
  private static String name(Exchange exchange) {
    return "nextvec-" + exchange.port();
  }

  /** What the browser keeps: sent back to this server alone, and readable by no script. */
  String cookie(Exchange exchange) {
    return "%s=%s; Path=/; HttpOnly; SameSite=Strict%s"
        .formatted(name(exchange), token, exchange.request().isSecure() ? "; Secure" : "");
  }

  /** Whether a request has it; takes as long whatever it has. */
  boolean isIn(Exchange exchange) {
    String wanted = name(exchange) + "=";
    Optional<String> sent =
        exchange.headers("Cookie").stream()
            .flatMap(line -> java.util.Arrays.stream(line.split(";", -1)))
            .map(String::strip)
            .filter(each -> each.startsWith(wanted))
            .map(each -> each.substring(wanted.length()))
            .findFirst();
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8), sent.orElse("").getBytes(StandardCharsets.UTF_8));
  }
}
