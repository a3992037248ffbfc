package dev.nextvec.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jsoup.Jsoup;

/**
 * AsciiDoc, read by the {@link MarkupRenderer} that is there. The text is what {@link PageText}
 * keeps of the rendering: one rule for all markup.
 */
final class AsciiDocText implements TextParser, AutoCloseable {
  private final MarkupRenderer renderer;
  private final boolean keepCode;

  private AsciiDocText(MarkupRenderer renderer, boolean keepCode) {
    this.renderer = renderer;
    this.keepCode = keepCode;
  }

  /**
   * Starts the renderer.
   *
   * @param shown the file that needs it
   * @throws IOException if there is none
   */
  static AsciiDocText start(boolean keepCode, String shown) throws IOException {
    MarkupRenderer found =
        ServiceLoader.load(MarkupRenderer.class)
            .findFirst()
            .orElseThrow(
                () ->
                    new IOException(
                        shown
                            + " is AsciiDoc, and what reads it is not there: add the artifact"
                            + " dev.nextvec:nextvec-asciidoc, or leave the file out"));
    return new AsciiDocText(found, keepCode);
  }

  @Override
  public ParsedText parse(String text, Path file) {
    MarkupRenderer.Rendering rendering = renderer.render(text, file, AsciiDocText::included);
    Optional<String> title =
        rendering
            .title()
            .map(t -> PlainText.collapse(Jsoup.parse(t).text()))
            .filter(t -> !t.isEmpty());
    return PageText.of(Jsoup.parse(rendering.html()), keepCode)
        .with(LeftOut.NONE, rendering.notes().stream().map(PlainText::collapse).toList())
        .titled(title);
  }

  private static String included(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    return Utf8.decode(content, content.length, file, 0);
  }

  @Override
  public void close() {
    renderer.close();
  }
}
