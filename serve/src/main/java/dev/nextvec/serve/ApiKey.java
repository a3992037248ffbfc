package dev.nextvec.serve;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The key that clients must send. It is never shown: not by {@link #toString}, not in a message.
 */
public final class ApiKey {
  private static final int SHORTEST = 8;
  private final byte[] key;

  private ApiKey(byte[] key) {
    this.key = key;
  }

  /**
   * A key.
   *
   * @throws IllegalArgumentException if it is short, or holds what a header cannot
   */
  public static ApiKey of(String text) {
    if (text.length() < SHORTEST || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "the API key must have at least %d characters, letters, digits and signs of ASCII without blanks"
              .formatted(SHORTEST));
    }
    return new ApiKey(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a client sent it; takes as long whatever it sent. */
  boolean isIn(Optional<String> authorization, Optional<String> header) {
    String bearer =
        authorization
            .filter(text -> text.regionMatches(true, 0, "Bearer ", 0, 7))
            .map(text -> text.substring(7).strip())
            .or(() -> header)
            .orElse("");
    return MessageDigest.isEqual(key, bearer.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "(hidden)";
  }
}
