package dev.nextvec.text;

import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import org.jsoup.Jsoup;

/**
 * AsciiDoc, read by Asciidoctor in its secure mode (nothing is included, nothing is executed). The
 * prose is what {@link HtmlText} keeps of its rendering: one rule for all markup.
 *
 * <p>Starting the engine takes seconds: make one of these, late, and close it.
 */
final class AsciiDocText implements TextParser, AutoCloseable {
  private final Logger log = Logger.getLogger("asciidoctor");
  private final Asciidoctor engine;
  private final Options options;

  AsciiDocText() {
    log.setLevel(Level.OFF); // dangling includes and references are no concern of ours
    engine = Asciidoctor.Factory.create();
    options =
        Options.builder()
            .safe(SafeMode.SECURE)
            .backend("html5")
            .standalone(false)
            .attributes(
                Attributes.builder()
                    .attribute("attribute-missing", "drop")
                    .attribute("icons", "font")
                    .build())
            .build();
  }

  @Override
  public ParsedText parse(String text) {
    org.asciidoctor.ast.Document document = engine.load(text, options);
    Optional<String> title =
        Optional.ofNullable(document.getDoctitle())
            .map(t -> PlainText.collapse(Jsoup.parse(t).text()))
            .filter(t -> !t.isEmpty());
    return new ParsedText(title, HtmlText.blocks(Jsoup.parse(document.convert())));
  }

  @Override
  public void close() {
    engine.close();
  }
}
