package dev.nextvec.text;

import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * An element as one line of text: what blocks parted is parted by marks ({@code Fruit: apples;
 * pears}).
 */
final class Lines {
  private final StringBuilder text = new StringBuilder();
  private Mark mark = Mark.NONE;

  private enum Mark {
    NONE,
    SPACE,
    ITEM,
    LEAD
  }

  private Lines() {}

  static String of(Node node) {
    Lines line = new Lines();
    line.visit(node);
    return PlainText.collapse(line.text);
  }

  /** What stands for an image, a formula's picture too; empty for other elements. */
  static String alternative(Element element) {
    return element.normalName().equals("img") ? element.attr("alt") : "";
  }

  /** With its line ends. */
  static String preformatted(Element element) {
    StringBuilder out = new StringBuilder();
    element.forEachNode(
        node -> {
          if (node instanceof TextNode words) {
            out.append(words.getWholeText());
          } else if (node instanceof Element inner) {
            out.append(inner.normalName().equals("br") ? "\n" : alternative(inner));
          }
        });
    return out.toString();
  }

  private void visit(Node node) {
    if (node instanceof TextNode words) {
      append(words.getWholeText());
    } else if (node instanceof Element element) {
      element(element);
    }
  }

  private void element(Element element) {
    String name = element.normalName();
    if (name.equals("br")) {
      text.append(' ');
    } else if (name.equals("img")) {
      append(alternative(element));
    } else if (BlockElements.contains(name)) {
      after(before(name));
      element.childNodes().forEach(this::visit);
      after(BlockWalk.isHeading(name) || name.equals("dt") ? Mark.LEAD : Mark.SPACE);
    } else {
      element.childNodes().forEach(this::visit);
    }
  }

  private static Mark before(String name) {
    return switch (name) {
      case "ul", "ol", "menu", "dir", "dl", "table" -> Mark.LEAD;
      case "li", "dt", "tr", "td", "th" -> Mark.ITEM;
      default -> Mark.SPACE;
    };
  }

  private void after(Mark next) {
    mark = next.compareTo(mark) > 0 ? next : mark;
  }

  private void append(String words) {
    if (!words.isBlank() && mark != Mark.NONE) {
      int end = text.length();
      while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
        end--;
      }
      text.setLength(end);
      if (end > 0) {
        text.append(
                switch (mark) {
                  case NONE, SPACE -> "";
                  case ITEM -> Punctuation.semicolon(text);
                  case LEAD -> Punctuation.colon(text);
                })
            .append(' ');
      }
      mark = Mark.NONE;
    }
    text.append(words);
  }
}
