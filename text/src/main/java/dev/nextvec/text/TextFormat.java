package dev.nextvec.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The kinds of files that can be read, told by extension; each but Parquet may also end in {@code
 * .gz} or {@code .bz2}.
 */
public enum TextFormat {
  PLAIN("txt", "text"),
  MARKDOWN("md", "markdown"),
  ASCIIDOC("adoc", "asciidoc", "asc"),
  HTML("html", "htm", "xhtml"),
  JSONL("jsonl", "ndjson"),
  PARQUET("parquet"),
  MEDIAWIKI("xml");

  private final List<String> extensions;

  TextFormat(String... extensions) {
    this.extensions = List.of(extensions);
  }

  /** The format of a file by its name; empty if none fits. */
  public static Optional<TextFormat> ofFileName(String name) {
    String plain = withoutPacking(name).toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> format.extensions.stream().anyMatch(e -> plain.endsWith("." + e)))
        .filter(format -> format != PARQUET || withoutPacking(name).equals(name))
        .findFirst();
  }

  /** Whether a file holds many documents. */
  boolean holdsMany() {
    return this == JSONL || this == PARQUET || this == MEDIAWIKI;
  }

  /** Whether the name says that the content is compressed. */
  static boolean isGzip(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  /** The same of bzip2. */
  static boolean isBzip2(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".bz2");
  }

  private static String withoutPacking(String name) {
    if (isGzip(name)) {
      return name.substring(0, name.length() - 3);
    }
    return isBzip2(name) ? name.substring(0, name.length() - 4) : name;
  }

  /** The file name without its extensions: {@code guide.html.gz} is {@code guide}. */
  static String stem(String name) {
    String plain = withoutPacking(name);
    int dot = plain.lastIndexOf('.');
    return dot > 0 ? plain.substring(0, dot) : plain;
  }

  /** All extensions, for messages: {@code .txt .text .md ... (each also .gz or .bz2) .parquet}. */
  static String supported() {
    return Arrays.stream(values())
            .filter(format -> format != PARQUET)
            .flatMap(format -> format.extensions.stream())
            .map(e -> "." + e)
            .collect(Collectors.joining(" "))
        + " (each also .gz or .bz2) .parquet";
  }
}
