package dev.nextvec.text;

import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import org.jsoup.Jsoup;

/**
 * AsciiDoc, read by Asciidoctor in its secure mode (nothing is executed, nothing is fetched); what
 * it includes is resolved by {@link Includes}. An attribute that nobody set stays as it is written.
 * The text is what {@link PageText} keeps of the rendering: one rule for all markup.
 *
 * <p>Starting the engine takes seconds: make one of these, late, and close it.
 */
final class AsciiDocText implements TextParser, AutoCloseable {
  private final boolean keepCode;
  private final Logger log = Logger.getLogger("asciidoctor");
  private final Asciidoctor engine;
  private final Includes includes = new Includes();
  private final Options options;

  AsciiDocText(boolean keepCode) {
    this.keepCode = keepCode;
    log.setLevel(Level.OFF); // dangling references are no concern of ours
    engine = Asciidoctor.Factory.create();
    engine.javaExtensionRegistry().includeProcessor(includes);
    options =
        Options.builder()
            .safe(SafeMode.SECURE)
            .backend("html5")
            .standalone(false)
            .attributes(
                Attributes.builder()
                    .attribute("attribute-missing", "skip")
                    .attribute("showtitle", "")
                    .build())
            .build();
  }

  @Override
  public ParsedText parse(String text, Path file) {
    includes.begin(file);
    org.asciidoctor.ast.Document document = engine.load(text, options);
    Optional<String> title =
        Optional.ofNullable(document.getDoctitle())
            .map(t -> PlainText.collapse(Jsoup.parse(t).text()))
            .filter(t -> !t.isEmpty());
    return PageText.of(Jsoup.parse(document.convert()), keepCode)
        .with(LeftOut.NONE, includes.notes())
        .titled(title);
  }

  @Override
  public void close() {
    engine.close();
  }
}
