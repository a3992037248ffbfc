package dev.nextvec.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Why a request is not answered as it wished: RFC 9457, {@code application/problem+json}. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1;
  static final String TYPE = "application/problem+json";

  /** What kind it is; the reason counts in metrics. */
  enum Kind {
    MALFORMED(400, "The request is malformed"),
    UNAUTHORISED(401, "The key is missing or wrong"),
    NOT_FOUND(404, "There is no such thing"),
    WRONG_METHOD(405, "The method does not fit"),
    SLOW_BODY(408, "The request did not arrive in time"),
    TOO_LARGE(413, "The request is too large"),
    ADDRESS_TOO_LONG(414, "The address is too long"),
    WRONG_TYPE(415, "The content type does not fit"),
    MISDIRECTED(421, "The server has another name"),
    UNPROCESSABLE(422, "The request cannot be processed"),
    OVERLOADED(429, "The server is busy"),
    WAITING(429, "The wait would be too long"),
    MEMORY(429, "The server has no room for this now"),
    GUESSING(429, "Too many keys were wrong"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    FAILED(500, "The server failed"),
    STARTING(503, "The server is starting"),
    DRAINING(503, "The server is ending"),
    DEADLINE(504, "The time is over"),
    GONE(504, "Nobody waits for the answer");

    final int status;
    final String title;

    Kind(int status, String title) {
      this.status = status;
      this.title = title;
    }

    String reason() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    static Kind ofStatus(int status) {
      for (Kind each : values()) {
        if (each.status == status) {
          return each;
        }
      }
      return status < 500 || status == 505
          ? MALFORMED
          : FAILED; // a version of HTTP is the client's
    }
  }

  private final Kind kind;
  private final transient OptionalLong limit;
  private final transient Map<String, String> headers;

  private Problem(Kind kind, String detail, OptionalLong limit, Map<String, String> headers) {
    super(detail, null, false, false);
    this.kind = kind;
    this.limit = limit;
    this.headers = headers;
  }

  static Problem of(Kind kind, String detail) {
    return new Problem(kind, detail, OptionalLong.empty(), Map.of());
  }

  static Problem malformed(String detail) {
    return of(Kind.MALFORMED, detail);
  }

  static Problem unprocessable(String detail) {
    return of(Kind.UNPROCESSABLE, detail);
  }

  static Problem notFound(String detail) {
    return of(Kind.NOT_FOUND, detail);
  }

  /** More than is allowed, and how much is. */
  static Problem over(Kind kind, String detail, long limit) {
    return new Problem(kind, detail, OptionalLong.of(limit), Map.of());
  }

  static Problem tooMany(String what, long found, int limit) {
    return over(
        Kind.UNPROCESSABLE,
        "the request has %d %s but the server takes %d: send several requests"
            .formatted(found, what, limit),
        limit);
  }

  /** Come again. */
  static Problem later(Kind kind, String detail, Duration wait) {
    long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
    return of(kind, detail).with("Retry-After", Long.toString(seconds));
  }

  static Problem deadline() {
    return of(Kind.DEADLINE, "the request's time was over before it was answered");
  }

  Problem with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Problem(kind, String.valueOf(getMessage()), limit, more);
  }

  Kind kind() {
    return kind;
  }

  /** What is wrong, in a sentence without its end. */
  String text() {
    return String.valueOf(getMessage());
  }

  /** A reply with its headers. */
  Reply headed(Reply reply) {
    Reply headed = reply;
    for (Map.Entry<String, String> each : headers.entrySet()) {
      headed = headed.with(each.getKey(), each.getValue());
    }
    return headed;
  }

  Reply reply(String requestId) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "about:blank");
    json.put("title", kind.title).put("status", kind.status).put("detail", getMessage());
    json.put("reason", kind.reason()).put("request_id", requestId);
    limit.ifPresent(most -> json.put("limit", most));
    return new Reply(kind.status, TYPE, Json.bytes(json), headers);
  }
}
