package dev.nextvec.serve;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is sent back.
 *
 * @param feed what follows the headers in place of the body, where the reply goes on
 */
@SuppressWarnings("ArrayRecordComponent") // made for one request and written once
record Reply(
    int status, String type, byte[] body, Map<String, String> headers, Optional<Feed> feed) {
  static final String JSON = "application/json";

  /** A whole reply. */
  Reply(int status, String type, byte[] body, Map<String, String> headers) {
    this(status, type, body, headers, Optional.empty());
  }

  /** A reply that goes on. */
  static Reply of(Feed feed) {
    return new Reply(200, Streams.TYPE, new byte[0], Map.of(), Optional.of(feed));
  }

  static Reply json(JsonNode json) {
    return new Reply(200, JSON, Json.bytes(json), Map.of());
  }

  static Reply text(String type, String text) {
    return new Reply(200, type, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  Reply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, type, body, more, feed);
  }
}
