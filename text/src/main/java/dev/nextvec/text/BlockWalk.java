package dev.nextvec.text;

import java.util.Arrays;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/** Walks through a page in order and writes what stands there. Every text node is written once. */
final class BlockWalk {
  private static final int LONGEST_TITLE = 160;

  private final BlockWriter writer;
  private final StringBuilder text = new StringBuilder();

  BlockWalk(BlockWriter writer) {
    this.writer = writer;
  }

  /** Writes all that is below an element. */
  void read(Element parent) {
    for (Node node : parent.childNodes()) {
      read(node);
    }
    flush();
  }

  static boolean isHeading(String name) {
    return name.length() == 2 && name.charAt(0) == 'h' && "123456".indexOf(name.charAt(1)) >= 0;
  }

  private void read(Node node) {
    if (node instanceof TextNode words) {
      text.append(words.getWholeText());
    } else if (node instanceof Element element) {
      String name = element.normalName();
      if (name.equals("br")) {
        lineBreak(element);
      } else if (name.equals("img")) {
        text.append(Lines.alternative(element));
      } else if (BlockElements.contains(name)) {
        flush();
        block(element, name);
        flush();
      } else {
        element.childNodes().forEach(this::read);
      }
    }
  }

  private void block(Element element, String name) {
    switch (name) {
      case "hr" -> writer.rule();
      case "ul", "ol", "menu", "dir" -> new ListWalk(this, writer).list(element);
      case "dl" -> new ListWalk(this, writer).definitions(element);
      case "table" -> table(element);
      default -> {
        if (CodeBlocks.isPreformatted(name)) {
          writer.code(CodeBlocks.paragraphs(element));
        } else if (isTitle(element, name)) {
          writer.heading(Lines.of(element));
        } else {
          read(element);
        }
      }
    }
  }

  private void table(Element element) {
    if (TableText.isLayout(element)) {
      read(element);
    } else {
      TableText table = new TableText(element);
      table.caption().ifPresent(writer::heading);
      writer.items(table.rows());
    }
  }

  /** Headings, and what documentation tools write for the title of a table or a note. */
  static boolean isTitle(Element element, String name) {
    if (isHeading(name) || element.attr("role").equals("heading")) {
      return true;
    }
    return switch (name) {
      case "summary", "legend" -> true;
      case "div", "p" ->
          Arrays.stream(element.className().split("\\s+"))
                  .anyMatch(c -> c.equals("title") || c.equals("admonition-title"))
              && element.select("p, div, ul, table").stream().allMatch(element::equals)
              && element.wholeText().length() <= LONGEST_TITLE;
      default -> false;
    };
  }

  /** Two line breaks end a paragraph; one is a space. */
  private void lineBreak(Element element) {
    Node next = element.nextSibling();
    while (next instanceof TextNode words && words.isBlank()) {
      next = next.nextSibling();
    }
    if (next instanceof Element e && e.normalName().equals("br")) {
      flush();
    } else {
      text.append(' ');
    }
  }

  private void flush() {
    writer.paragraph(PlainText.collapse(text));
    text.setLength(0);
  }
}
