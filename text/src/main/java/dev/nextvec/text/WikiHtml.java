package dev.nextvec.text;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Entities;
import org.sweble.wikitext.parser.nodes.WtDefinitionList;
import org.sweble.wikitext.parser.nodes.WtDefinitionListDef;
import org.sweble.wikitext.parser.nodes.WtDefinitionListTerm;
import org.sweble.wikitext.parser.nodes.WtExternalLink;
import org.sweble.wikitext.parser.nodes.WtHorizontalRule;
import org.sweble.wikitext.parser.nodes.WtImageLink;
import org.sweble.wikitext.parser.nodes.WtInternalLink;
import org.sweble.wikitext.parser.nodes.WtListItem;
import org.sweble.wikitext.parser.nodes.WtNewline;
import org.sweble.wikitext.parser.nodes.WtNode;
import org.sweble.wikitext.parser.nodes.WtOrderedList;
import org.sweble.wikitext.parser.nodes.WtPageSwitch;
import org.sweble.wikitext.parser.nodes.WtParagraph;
import org.sweble.wikitext.parser.nodes.WtRedirect;
import org.sweble.wikitext.parser.nodes.WtSection;
import org.sweble.wikitext.parser.nodes.WtSemiPre;
import org.sweble.wikitext.parser.nodes.WtSignature;
import org.sweble.wikitext.parser.nodes.WtStringNode;
import org.sweble.wikitext.parser.nodes.WtTable;
import org.sweble.wikitext.parser.nodes.WtTableCaption;
import org.sweble.wikitext.parser.nodes.WtTableCell;
import org.sweble.wikitext.parser.nodes.WtTableHeader;
import org.sweble.wikitext.parser.nodes.WtTableRow;
import org.sweble.wikitext.parser.nodes.WtTagExtension;
import org.sweble.wikitext.parser.nodes.WtText;
import org.sweble.wikitext.parser.nodes.WtUnorderedList;
import org.sweble.wikitext.parser.nodes.WtUrl;
import org.sweble.wikitext.parser.nodes.WtXmlAttribute;
import org.sweble.wikitext.parser.nodes.WtXmlAttributes;
import org.sweble.wikitext.parser.nodes.WtXmlCharRef;
import org.sweble.wikitext.parser.nodes.WtXmlComment;
import org.sweble.wikitext.parser.nodes.WtXmlElement;
import org.sweble.wikitext.parser.nodes.WtXmlEmptyTag;
import org.sweble.wikitext.parser.nodes.WtXmlEntityRef;

/** Writes parsed wikitext as the HTML that a wiki would show, so that one rule reads all markup. */
final class WikiHtml {
  private static final Set<String> ATTRIBUTES =
      Set.of("class", "id", "style", "hidden", "role", "colspan", "rowspan", "scope", "alt");
  private static final Pattern TAG = Pattern.compile("<[^>]*>");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9]*");

  /** What other languages say for {@code thumb}: a caption has more words. */
  private static final Pattern KEYWORD = Pattern.compile("\\s*\\p{Ll}+(=\\S*)?\\s*");

  private static final Set<String> CODE = Set.of("source", "syntaxhighlight");
  private static final Set<String> FORMULAS = Set.of("math", "chem", "ce");
  private static final Set<String> NOTHING =
      Set.of("templatedata", "templatestyles", "section", "indicator", "includeonly");

  private final WikiSyntax syntax;
  private final WikiParser parser;
  private final StringBuilder out = new StringBuilder();

  /** Captions of pictures, which stand behind the block that they float beside. */
  private final StringBuilder captions = new StringBuilder();

  private LeftOut leftOut = LeftOut.NONE;

  private WikiHtml(WikiParser parser) {
    this.parser = parser;
    syntax = parser.syntax();
  }

  /**
   * A page as HTML.
   *
   * @param leftOut what is not in it
   */
  record Written(String html, LeftOut leftOut) {}

  static Written of(WtNode page, WikiParser parser) {
    WikiHtml html = new WikiHtml(parser);
    html.all(page);
    html.flushCaptions();
    return new Written(html.out.toString(), html.leftOut);
  }

  private void all(WtNode parent) {
    for (WtNode child : parent) {
      write(child);
    }
  }

  private void write(WtNode node) {
    switch (node) {
      case WtSection section -> section(section);
      case WtParagraph paragraph -> block("p", paragraph);
      case WtUnorderedList list -> block("ul", list);
      case WtOrderedList list -> block("ol", list);
      case WtListItem item -> element("li", item);
      case WtDefinitionList list -> block("dl", list);
      case WtDefinitionListTerm term -> element("dt", term);
      case WtDefinitionListDef definition -> element("dd", definition);
      case WtTable table -> {
        cell("table", table.getXmlAttributes(), table.getBody());
        flushCaptions();
      }
      case WtTableCaption caption -> element("caption", caption.getBody());
      case WtTableRow row -> element("tr", row.getBody());
      case WtTableCell cell -> cell("td", cell.getXmlAttributes(), cell.getBody());
      case WtTableHeader cell -> cell("th", cell.getXmlAttributes(), cell.getBody());
      case WtSemiPre lines -> block("pre", lines);
      case WtHorizontalRule rule -> tag("hr");
      case WtTagExtension extension -> extension(extension);
      case WtXmlElement element -> markup(element);
      case WtXmlEmptyTag tag -> tag(tag.getName());
      default -> words(node);
    }
  }

  private void words(WtNode node) {
    switch (node) {
      case WtText text -> text(text.getContent());
      case WtInternalLink link -> link(link);
      case WtImageLink image -> image(image);
      case WtExternalLink link -> {
        if (link.hasTitle()) {
          all(link.getTitle());
        }
      }
      case WtUrl url -> text(url.getProtocol() + ":" + url.getPath());
      case WtXmlEntityRef entity ->
          text(entity.getResolved() == null ? "&" + entity.getName() + ";" : entity.getResolved());
      case WtXmlCharRef character -> text(character(character.getCodePoint()));
      case WtNewline line -> out.append('\n');
      case WtPageSwitch ignored -> {}
      case WtSignature ignored -> {}
      case WtRedirect ignored -> {}
      case WtXmlAttributes ignored -> {}
      case WtXmlComment ignored -> {}
      case WtStringNode text -> text(text.getContent());
      default -> all(node);
    }
  }

  private void text(String words) {
    out.append(Entities.escape(words));
  }

  private void element(String name, WtNode content) {
    out.append('<').append(name).append('>');
    all(content);
    close(name);
  }

  private void block(String name, WtNode content) {
    element(name, content);
    flushCaptions();
  }

  private void close(String name) {
    out.append("</").append(name).append('>');
  }

  private void tag(String name) {
    if (NAME.matcher(name).matches()) {
      out.append('<').append(name).append('>');
    }
  }

  private void cell(String name, WtXmlAttributes attributes, WtNode body) {
    open(name, attributes);
    all(body);
    close(name);
  }

  private void open(String name, WtXmlAttributes attributes) {
    out.append('<').append(name);
    for (WtNode node : attributes) {
      if (node instanceof WtXmlAttribute attribute && attribute.getName().isResolved()) {
        String key = attribute.getName().getAsString().strip().toLowerCase(Locale.ROOT);
        if (ATTRIBUTES.contains(key)) {
          String value = attribute.hasValue() ? plain(attribute.getValue()) : "";
          out.append(' ').append(key).append("=\"").append(Entities.escape(value)).append('"');
        }
      }
    }
    out.append('>');
  }

  private static String character(int number) {
    return Character.isValidCodePoint(number) ? Character.toString(number) : "&#" + number + ";";
  }

  static String plain(WtNode node) {
    if (node instanceof WtStringNode text) {
      return text.getContent();
    }
    StringBuilder words = new StringBuilder();
    node.forEach(child -> words.append(plain(child)));
    return words.toString();
  }

  /** A heading with nothing below it says nothing: its section was templates, or pictures. */
  private void section(WtSection section) {
    flushCaptions();
    int begin = out.length();
    String name = "h" + Math.clamp(section.getLevel(), 1, 6);
    element(name, section.getHeading());
    String heading = out.substring(begin);
    int below = out.length();
    all(section.getBody());
    flushCaptions();
    if (Letters.count(text(out, below)) == 0 && !holdsDigits(below)) {
      out.setLength(begin);
      leaveOut("headings of nothing", Letters.count(text(heading, 0)));
    }
  }

  private boolean holdsDigits(int from) {
    return text(out, from).chars().anyMatch(Character::isDigit);
  }

  private static String text(CharSequence html, int from) {
    return TAG.matcher(html.subSequence(from, html.length())).replaceAll("");
  }

  private void leaveOut(String reason, long letters) {
    leftOut = leftOut.plus(LeftOut.of(reason, letters));
  }

  private void link(WtInternalLink link) {
    String target = link.getTarget().isResolved() ? link.getTarget().getAsString() : "";
    if (syntax.isCategory(target)) {
      leaveOut("categories", Letters.count(target));
      return;
    }
    if (!link.hasTitle() && syntax.isOtherLanguage(target)) {
      leaveOut("navigation", Letters.count(target));
      return;
    }
    text(link.getPrefix());
    if (link.hasTitle() && !link.getTitle().isEmpty()) {
      all(link.getTitle());
    } else {
      text(target.startsWith(":") ? target.substring(1) : target);
    }
    text(link.getPostfix());
  }

  private void image(WtImageLink image) {
    WtNode words = image.hasTitle() ? image.getTitle() : image.hasAlt() ? image.getAlt() : null;
    if (words == null) {
      return;
    }
    Written caption = of(words, parser);
    if (KEYWORD.matcher(caption.html()).matches()) {
      leaveOut("embedded media", Letters.count(caption.html()));
    } else {
      caption(caption);
    }
  }

  private void caption(Written words) {
    leftOut = leftOut.plus(words.leftOut());
    captions.append("<p>").append(words.html()).append("</p>");
  }

  private void flushCaptions() {
    out.append(captions);
    captions.setLength(0);
  }

  private void extension(WtTagExtension extension) {
    String name = extension.getName().toLowerCase(Locale.ROOT);
    String body = extension.hasBody() ? extension.getBody().getContent() : "";
    if (NOTHING.contains(name)) {
      return;
    }
    switch (name) {
      case "nowiki" -> text(body);
      case "pre" -> out.append("<pre>").append(Entities.escape(body)).append("</pre>");
      case "poem" ->
          out.append("<p>")
              .append(Entities.escape(body).strip().replace("\n\n", "<br><br>"))
              .append("</p>");
      case "gallery" -> gallery(body);
      default -> {
        if (CODE.contains(name)) {
          out.append("<pre><code>").append(Entities.escape(body)).append("</code></pre>");
        } else if (FORMULAS.contains(name)) {
          text(body.strip());
        } else {
          leaveOut("embedded media", Letters.count(body));
        }
      }
    }
  }

  /** A line for each picture: its file, and after a bar what is said below it. */
  private void gallery(String body) {
    body.lines()
        .forEach(
            line -> {
              int bar = line.indexOf('|');
              if (bar >= 0) {
                caption(parser.html(line.substring(bar + 1)));
              }
            });
    flushCaptions();
  }

  private void markup(WtXmlElement element) {
    if (!NAME.matcher(element.getName()).matches()) {
      all(element.getBody());
      return;
    }
    open(element.getName(), element.getXmlAttributes());
    if (element.hasBody()) {
      all(element.getBody());
    }
    close(element.getName());
  }
}
