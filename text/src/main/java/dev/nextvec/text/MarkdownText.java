package dev.nextvec.text;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;

/**
 * CommonMark with tables and an optional front matter, whose {@code title} wins over the first
 * heading. The text is what {@link PageText} keeps of its rendering: one rule for all markup, that
 * which is written as HTML too.
 */
final class MarkdownText implements TextParser {
  private final boolean keepCode;
  private final Parser parser;
  private final HtmlRenderer renderer;

  MarkdownText(boolean keepCode) {
    this.keepCode = keepCode;
    List<Extension> extensions = List.of(TablesExtension.create());
    parser = Parser.builder().extensions(extensions).build();
    renderer = HtmlRenderer.builder().extensions(extensions).build();
  }

  @Override
  public ParsedText parse(String markdown, Path file) {
    FrontMatter front = FrontMatter.of(markdown);
    Node document = parser.parse(markdown.substring(front.length()));
    document.accept(new KeepsText());
    return PageText.of(Jsoup.parse(renderer.render(document)), keepCode)
        .with(LeftOut.of("front matter", front.letters()), List.of())
        .titled(front.title());
  }

  /** Keeps what rendering to HTML would swallow. */
  private static final class KeepsText extends AbstractVisitor {
    /** Tags that make HTML take what follows for something else (GFM, "Disallowed Raw HTML"). */
    private static final Pattern SWALLOWS =
        Pattern.compile(
            "(?i)<(?=/?(title|textarea|xmp|iframe|noembed|noframes|plaintext|script|style)\\b)");

    private static final Pattern CLOSED =
        Pattern.compile("(?is)<(script|style|textarea|iframe|xmp)\\b[^>]*>.*</\\1\\s*>");

    @Override
    public void visit(HtmlInline html) {
      html.setLiteral(SWALLOWS.matcher(html.getLiteral()).replaceAll("&lt;"));
    }

    @Override
    public void visit(HtmlBlock html) {
      if (!CLOSED.matcher(html.getLiteral()).find()) {
        html.setLiteral(SWALLOWS.matcher(html.getLiteral()).replaceAll("&lt;"));
      }
    }

    /** A footnote of one word looks like the definition of a link. */
    @Override
    public void visit(LinkReferenceDefinition definition) {
      if (definition.getLabel().startsWith("^")) {
        Paragraph note = new Paragraph();
        note.appendChild(new Text(definition.getDestination()));
        definition.insertAfter(note);
      }
    }
  }
}
