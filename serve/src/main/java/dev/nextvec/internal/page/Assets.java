package dev.nextvec.internal.page;

import dev.nextvec.internal.report.StyleSheet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The files of the page, all of them from the jar. */
public final class Assets {
  /** Their types by the ends of their names. */
  private static final Map<String, String> TYPES =
      Map.of("css", "text/css", "js", "text/javascript", "svg", "image/svg+xml");

  private final Map<String, Asset> all = new TreeMap<>();

  /**
   * A file.
   *
   * @param type its content type
   */
  public record Asset(String type, String text) {}

  private Assets() {}

  /** Reads all. */
  public static Assets read() {
    Assets assets = new Assets();
    assets.add("style.css", StyleSheet.text() + resource("page.css") + resource("views.css"));
    for (String name : new String[] {"page.js", "views.js", "train.js", "map.js", "icon.svg"}) {
      assets.add(name, resource(name));
    }
    return assets;
  }

  private void add(String name, String text) {
    String end = name.substring(name.lastIndexOf('.') + 1);
    String type = Objects.requireNonNull(TYPES.get(end), name) + "; charset=utf-8";
    all.put(name, new Asset(type, text));
  }

  private static String resource(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      byte[] bytes = Objects.requireNonNull(in, name + " is missing from the jar").readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file by its name. */
  public Optional<Asset> named(String name) {
    return Optional.ofNullable(all.get(name));
  }

  /** All names. */
  public java.util.Set<String> names() {
    return all.keySet();
  }
}
