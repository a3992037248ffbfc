package dev.nextvec.text;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A service's key. It goes into a header of each request and nowhere else. */
public final class ServiceKey {
  /** The usual header; the key stands in it as a bearer token. */
  public static final String AUTHORIZATION = "Authorization";

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern SCHEME = Pattern.compile("(?i)(bearer|basic) .+");

  /** Headers that the request itself needs. */
  private static final Set<String> TAKEN =
      Set.of("connection", "content-length", "content-type", "expect", "host", "upgrade");

  private final String variable;
  private final String header;
  private final String key;

  private ServiceKey(String variable, String header, String key) {
    this.variable = variable;
    this.header = header;
    this.key = key;
  }

  /**
   * A key as it was found in an environment variable. White space around it, as of a file that ends
   * with a line end, does not belong to it.
   *
   * @param variable its name, for messages
   * @param header the header that the service wants it in
   * @return nothing if there is nothing but white space
   * @throws IllegalArgumentException if it cannot be a key; the message does not show it
   */
  public static Optional<ServiceKey> of(String variable, String header, String value) {
    if (!TOKEN.matcher(header).matches() || TAKEN.contains(header.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "`encoder-key-header` must be the name of a header for a key, like api-key, but was `"
              + PlainText.collapse(header)
              + "`");
    }
    String key = value.strip();
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) < ' ' || key.charAt(i) > '~') {
        throw new IllegalArgumentException(
            "the environment variable %s holds no usable key: character %d of %d is %s; set it anew"
                .formatted(variable, i + 1, key.length(), kind(key.charAt(i))));
      }
    }
    return key.isEmpty() ? Optional.empty() : Optional.of(new ServiceKey(variable, header, key));
  }

  private static String kind(char c) {
    return c == '\n' || c == '\r'
        ? "a line end"
        : Character.isISOControl(c) ? "a control character" : "no ASCII character";
  }

  String variable() {
    return variable;
  }

  String header() {
    return header;
  }

  boolean authorizes() {
    return header.equalsIgnoreCase(AUTHORIZATION);
  }

  /** What stands in the header. */
  String headerValue() {
    return authorizes() && !SCHEME.matcher(key).matches() ? "Bearer " + key : key;
  }

  String secret() {
    return key;
  }

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "ServiceKey[" + variable + " in " + header + "]";
  }
}
