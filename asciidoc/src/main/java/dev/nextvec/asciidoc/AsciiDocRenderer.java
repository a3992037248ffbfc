package dev.nextvec.asciidoc;

import dev.nextvec.text.MarkupRenderer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import org.asciidoctor.ast.Document;

/**
 * AsciiDoc, rendered by Asciidoctor in its secure mode (nothing is executed, nothing is fetched);
 * what it includes is resolved by {@link Includes}. An attribute that nobody set stays as it is
 * written.
 */
public final class AsciiDocRenderer implements MarkupRenderer {
  private final Logger log = Logger.getLogger("asciidoctor");
  private final Asciidoctor engine;
  private final Includes includes = new Includes();
  private final Options options;

  /** Starts the engine, which takes seconds. */
  public AsciiDocRenderer() {
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
  public Rendering render(String text, Path file, IncludedText included) {
    includes.begin(file, included);
    Document document = engine.load(text, options);
    Optional<String> title = Optional.ofNullable(document.getDoctitle());
    return new Rendering(title, document.convert(), includes.notes());
  }

  @Override
  public void close() {
    engine.close();
  }
}
