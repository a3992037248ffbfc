package dev.nextvec.internal.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The one style sheet of all that is shown as HTML. Reports have it inside; whoever serves pages
 * serves it as a file.
 */
public final class StyleSheet {
  private StyleSheet() {}

  /** All of it, as CSS. */
  public static String text() {
    try (InputStream in = StyleSheet.class.getResourceAsStream("report.css")) {
      byte[] bytes =
          Objects.requireNonNull(in, "report.css is missing from the jar").readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
