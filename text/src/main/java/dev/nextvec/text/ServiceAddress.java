package dev.nextvec.text;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where an embeddings service is. A user and password before the host are sent as HTTP's basic
 * authorization; like the values of the query they are shown and recorded nowhere.
 */
public final class ServiceAddress {
  private static final String HARMLESS = "api-version";
  private static final int SECRET_LENGTH = 4;

  private final URI endpoint;
  private final Optional<String> user;
  private final Secrets secrets;

  private ServiceAddress(URI endpoint, Optional<String> user) {
    this.endpoint = endpoint;
    this.user = user;
    List<String> words = new ArrayList<>();
    user.ifPresent(
        both -> {
          words.add(both);
          words.add(basic(both));
          words.add(both.substring(both.indexOf(':') + 1));
        });
    for (String parameter : parameters()) {
      String value = parameter.substring(parameter.indexOf('=') + 1);
      if (value.length() >= SECRET_LENGTH && !parameter.startsWith(HARMLESS + "=")) {
        words.add(value);
        words.add(decoded(value));
      }
    }
    this.secrets = new Secrets(words);
  }

  /**
   * Reads an address: {@code http://localhost:11434}, with or without {@code /v1/embeddings}; a
   * query is kept.
   *
   * @throws IllegalArgumentException if it is no such address; the message shows no password
   */
  public static ServiceAddress of(String typed) {
    URI uri;
    try {
      uri = new URI(typed.strip());
    } catch (URISyntaxException e) {
      throw refused(typed, e.getReason().toLowerCase(Locale.ROOT));
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https"))) {
      throw refused(typed, "it begins with `" + scheme + "`");
    }
    if (uri.getHost() == null) {
      throw refused(typed, "it has no host (in a password @ is %40, / is %2F and : is %3A)");
    }
    String path = Optional.ofNullable(uri.getRawPath()).orElse("");
    if (path.contains("@")) {
      throw refused(typed, "its path has an @ (in a password / is %2F)");
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    Optional<String> user = Optional.ofNullable(uri.getUserInfo()).filter(u -> !u.isBlank());
    user.filter(both -> both.chars().anyMatch(Character::isISOControl))
        .ifPresent(
            both -> {
              throw refused(typed, "its user or password has a control character");
            });
    return new ServiceAddress(
        URI.create(scheme + "://" + host + completed(path) + query),
        user.map(both -> both.contains(":") ? both : both + ":"));
  }

  private static String completed(String path) {
    String end = path.replaceAll("/+$", "");
    if (end.endsWith("/embeddings")) {
      return end;
    }
    boolean versioned = end.matches("(.*/)?v\\d+") || end.matches(".*/deployments/[^/]+");
    return end + (versioned ? "/embeddings" : "/v1/embeddings");
  }

  private static IllegalArgumentException refused(String typed, String why) {
    return new IllegalArgumentException(
        "`encoder` URL must look like http://host:port but was "
            + withoutSecrets(typed)
            + ": "
            + why);
  }

  /** Everything before the last {@code @} and after the first {@code ?} might be a secret. */
  private static String withoutSecrets(String typed) {
    int at = typed.lastIndexOf('@');
    int slashes = typed.indexOf("://");
    String shown =
        at < 0
            ? typed
            : (slashes < 0 || slashes > at ? "" : typed.substring(0, slashes + 3))
                + "..."
                + typed.substring(at);
    int query = shown.indexOf('?');
    return PlainText.collapse(query < 0 ? shown : shown.substring(0, query) + "?...");
  }

  /** Where requests go. */
  URI endpoint() {
    return endpoint;
  }

  /** Host and port. */
  String host() {
    return endpoint.getAuthority();
  }

  boolean encrypted() {
    return endpoint.getScheme().equals("https");
  }

  /** Value of the header {@code Authorization}, if the address has a user. */
  Optional<String> authorization() {
    return user.map(both -> "Basic " + basic(both));
  }

  private static String basic(String both) {
    return Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  Secrets secrets() {
    return secrets;
  }

  /** Another address of the same service, as a redirect names it, without its query. */
  String shown(String location) {
    try {
      URI other = endpoint.resolve(location.strip());
      String host = other.getHost() + (other.getPort() < 0 ? "" : ":" + other.getPort());
      return secrets.hide(other.getScheme() + "://" + host + other.getRawPath());
    } catch (IllegalArgumentException e) {
      return "somewhere that is no URL";
    }
  }

  /** The address as messages show it: of the query, only the names. */
  @Override
  public String toString() {
    String query =
        parameters().stream()
            .map(parameter -> parameter.replaceFirst("=.*", "=..."))
            .collect(Collectors.joining("&"));
    return endpoint.getScheme()
        + "://"
        + host()
        + endpoint.getRawPath()
        + (query.isEmpty() ? "" : "?" + query);
  }

  private List<String> parameters() {
    @Nullable String query = endpoint.getRawQuery();
    return query == null ? List.of() : List.of(query.split("&"));
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }
}
