package dev.nextvec.text;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/**
 * CommonMark with tables and an optional YAML front matter, whose {@code title} wins over the first
 * heading. The prose is what {@link HtmlText} keeps of its rendering: one rule for all markup.
 */
final class MarkdownText implements TextParser {
  private static final Pattern FRONT_MATTER =
      Pattern.compile("\\A---[ \\t]*\\R(.*?\\R)?---[ \\t]*(\\R|\\z)", Pattern.DOTALL);
  private static final Pattern TITLE =
      Pattern.compile("^title:[ \\t]*[\"']?(.+?)[\"']?[ \\t]*$", Pattern.MULTILINE);

  private final Parser parser;
  private final HtmlRenderer renderer;

  MarkdownText() {
    List<Extension> extensions = List.of(TablesExtension.create());
    parser = Parser.builder().extensions(extensions).build();
    renderer = HtmlRenderer.builder().extensions(extensions).build();
  }

  @Override
  public ParsedText parse(String markdown) {
    Matcher front = FRONT_MATTER.matcher(markdown);
    boolean hasFront = front.find();
    String body = hasFront ? markdown.substring(front.end()) : markdown;
    Document page = Jsoup.parse(renderer.render(parser.parse(body)));
    Optional<String> title =
        (hasFront ? frontTitle(front.group()) : Optional.<String>empty())
            .or(() -> HtmlText.firstHeading(page));
    return new ParsedText(title, HtmlText.blocks(page));
  }

  private static Optional<String> frontTitle(String front) {
    Matcher title = TITLE.matcher(front);
    return title.find() ? Optional.of(PlainText.collapse(title.group(1))) : Optional.empty();
  }
}
