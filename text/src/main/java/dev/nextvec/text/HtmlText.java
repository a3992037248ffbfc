package dev.nextvec.text;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.parser.Parser;

/**
 * The text of an HTML page: what {@link PageText} keeps. A page is read as XML if it says that it
 * is (a name in {@code .xhtml}, an XML prologue) and its tags bear it out. The title is that of
 * {@code <title>}, else the first {@code h1}.
 */
final class HtmlText implements TextParser {
  private static final Pattern PROLOGUE = Pattern.compile("\\A[\\s\\uFEFF]*<\\?xml\\s");
  private static final Pattern NAMESPACE =
      Pattern.compile("<html\\s[^>]*xmlns\\s*=\\s*[\"']http://www\\.w3\\.org/1999/xhtml");

  /** Elements whose content HTML reads as one text; closed at once, they would swallow the page. */
  private static final Pattern CLOSED_AT_ONCE =
      Pattern.compile("<(title|script|style|textarea|iframe|noscript)\\b([^<>]*)/>");

  private static final String NEVER_FILLED =
      "area, base, br, col, embed, hr, img, input, link, meta, param, source, track, wbr";

  private final boolean keepCode;

  HtmlText(boolean keepCode) {
    this.keepCode = keepCode;
  }

  @Override
  public ParsedText parse(String html, Path file) {
    Document page = isXml(html, file) ? xml(html) : html(html);
    Optional<String> title = title(page);
    return PageText.of(page, keepCode).titled(title);
  }

  private static Optional<String> title(Document page) {
    return Optional.ofNullable(page.selectFirst("head title"))
        .map(title -> PlainText.collapse(title.wholeText()))
        .filter(title -> !title.isEmpty());
  }

  private static boolean isXml(String html, Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".xhtml")
        || name.endsWith(".xhtml.gz")
        || name.endsWith(".xhtml.bz2")
        || PROLOGUE.matcher(html).find()
        || (NAMESPACE.matcher(html).find() && CLOSED_AT_ONCE.matcher(html).find());
  }

  /**
   * As HTML. Its parser ends a paragraph before a {@code center} and makes an empty one of the
   * paragraph's end tag; who writes a word of a sentence so means it to stand in the sentence.
   */
  private static Document html(String html) {
    Document page = Jsoup.parse(html);
    for (Element centre : page.select("p + center")) {
      Node before = centre.previousSibling();
      Element end = centre.nextElementSibling();
      while (end != null && !end.normalName().equals("p")) {
        end = end.nextElementSibling();
      }
      if (before instanceof Element paragraph
          && end != null
          && end.childNodeSize() == 0
          && end.attributesSize() == 0) {
        takeIn(paragraph, end);
      }
    }
    return page;
  }

  private static void takeIn(Element paragraph, Element end) {
    for (Node next = paragraph.nextSibling(); next != null && next != end; ) {
      if (next instanceof Element element && element.normalName().equals("center")) {
        element.tagName("span");
      }
      paragraph.appendChild(next);
      next = paragraph.nextSibling();
    }
    end.remove();
  }

  /** As XML or, where elements that are never filled are not closed, as the HTML it really is. */
  private static Document xml(String html) {
    Document page = Jsoup.parse(html, "", Parser.xmlParser());
    for (Element element : page.select("*|*")) {
      if (!element.tag().prefix().isEmpty()
          && element.tag().namespace().equals(Parser.NamespaceHtml)) {
        element.tagName(element.tag().localName());
      }
    }
    boolean wellFormed =
        page.selectFirst("html > body") != null
            && page.select(NEVER_FILLED).stream().noneMatch(e -> e.childNodeSize() > 0);
    return wellFormed ? page : Jsoup.parse(CLOSED_AT_ONCE.matcher(html).replaceAll("<$1$2></$1>"));
  }
}
