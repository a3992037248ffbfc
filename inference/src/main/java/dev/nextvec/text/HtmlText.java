package dev.nextvec.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.Elements;

/**
 * The prose of an HTML page, in order. Kept: text of paragraphs, list items, definitions, table
 * cells and other blocks inside the main content. Dropped: navigation, headers and footers,
 * scripts, forms, preformatted text (code is not prose), headings, and what does not read as prose:
 * blocks that are mostly links (tables of contents, menus) or a few letters without an end of
 * sentence (labels, names of attributes). The title is that of {@code <title>}, else the first
 * {@code h1}.
 */
final class HtmlText implements TextParser {
  private static final String DROPPED =
      "script, style, noscript, template, nav, header, footer, aside, form, button, select,"
          + " textarea, pre, svg, math, iframe, object, video, audio, canvas, h1, h2, h3, h4, h5,"
          + " h6, [hidden], [aria-hidden=true], [role=navigation], [role=banner],"
          + " [role=contentinfo]";
  private static final Set<String> INLINE =
      Set.of(
          "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
          "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q", "ruby", "rp", "rt", "s",
          "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
          "wbr");
  private static final String SENTENCE_ENDS = ".!?:;…。！？";
  private static final int PROSE_LETTERS = 20;
  private static final int SENTENCE_LETTERS = 5;
  private static final double MOST_LINKS = 0.5;

  @Override
  public ParsedText parse(String html) {
    Document page = Jsoup.parse(html);
    Optional<String> title =
        Optional.of(PlainText.collapse(page.title()))
            .filter(t -> !t.isEmpty())
            .or(() -> firstHeading(page));
    return new ParsedText(title, blocks(page));
  }

  /** The prose of an HTML fragment that another format was converted to. */
  static List<String> blocks(Document page) {
    Element main = mainContent(page);
    main.select(DROPPED).remove();
    Collector collector = new Collector();
    collector.walk(main);
    collector.flush();
    return collector.blocks;
  }

  static Optional<String> firstHeading(Document page) {
    return Optional.ofNullable(page.selectFirst("h1"))
        .map(h -> PlainText.collapse(h.text()))
        .filter(t -> !t.isEmpty());
  }

  private static Element mainContent(Document page) {
    for (String selector : List.of("main", "[role=main]", "article", "#content", "#main")) {
      Elements found = page.select(selector);
      if (found.size() == 1) {
        return found.get(0);
      }
    }
    return page.body();
  }

  /** Gathers inline text until a block begins or ends. */
  private static final class Collector {
    final List<String> blocks = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private int lettersInLinks;
    private int linkDepth;

    void walk(Element parent) {
      for (Node node : parent.childNodes()) {
        if (node instanceof TextNode words) {
          append(words.getWholeText());
        } else if (node instanceof Element element) {
          element(element);
        }
      }
    }

    private void element(Element element) {
      String name = element.normalName().toLowerCase(Locale.ROOT);
      if (name.equals("br")) {
        Node next = element.nextSibling();
        boolean paragraphEnds = next instanceof Element e && e.normalName().equals("br");
        if (paragraphEnds) {
          flush();
        } else {
          text.append(' ');
        }
      } else if (INLINE.contains(name)) {
        int inside = name.equals("a") && element.hasAttr("href") ? 1 : 0;
        linkDepth += inside;
        walk(element);
        linkDepth -= inside;
      } else {
        flush();
        walk(element);
        flush();
      }
    }

    private void append(String words) {
      text.append(words);
      if (linkDepth > 0) {
        lettersInLinks += letters(words);
      }
    }

    void flush() {
      String block = PlainText.collapse(text);
      if (isProse(block, lettersInLinks)) {
        blocks.add(block);
      }
      text.setLength(0);
      lettersInLinks = 0;
    }
  }

  private static boolean isProse(String block, int lettersInLinks) {
    int letters = letters(block);
    if (letters < SENTENCE_LETTERS || lettersInLinks > MOST_LINKS * letters) {
      return false;
    }
    boolean sentence = SENTENCE_ENDS.indexOf(block.charAt(block.length() - 1)) >= 0;
    return sentence || (letters >= PROSE_LETTERS && block.indexOf(' ') > 0);
  }

  private static int letters(String text) {
    return (int) text.codePoints().filter(Character::isLetter).count();
  }
}
